{{- define "berth.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{ .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" }}
{{- end -}}
{{- end -}}

{{- define "berth.selector" -}}
app.kubernetes.io/name: berth
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "berth.labels" -}}
{{ include "berth.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end -}}

{{/* The file of the settings: JSON's strings, numbers and booleans are TOML's as well. */}}
{{- define "berth.configuration" -}}
{{- $own := dict "data-dir" "/var/lib/berth" "listen" "*:5000" "ops-listen" "*:8081" -}}
{{- if .Values.tlsSecret -}}
{{- $_ := set $own "tls-cert" "/etc/berth/tls/tls.crt" -}}
{{- $_ := set $own "tls-key" "/etc/berth/tls/tls.key" -}}
{{- end -}}
{{- range $key, $value := .Values.settings -}}
{{- if hasKey $own $key -}}
{{- fail (printf "settings.%s: the chart sets it" $key) -}}
{{- end -}}
{{- end -}}
{{- range $key, $value := merge $own .Values.settings }}
{{ $key }} = {{ if kindIs "float64" $value }}{{ int64 $value }}{{ else }}{{ toJson $value }}{{ end }}
{{- end }}
{{- end -}}
