"""packaging/helm and packaging/kubernetes: rendered by helm, and checked against the types of the
Kubernetes API that come with client-go."""

import json
import os
import pathlib
import subprocess
from collections.abc import Sequence

import pytest
from support.go_clients import BUILT
from support.matching import found
from support.server import BINARY, ENVIRONMENT, ROOT

CHART = ROOT / "packaging/helm/berth"
PLAIN = ROOT / "packaging/kubernetes/berth.yaml"
# helm has to be told of a cluster's version where it can ask none.
KUBERNETES = "--kube-version=1.30.0"
ABOUT_PLAIN = """# Berth on one node of Kubernetes: docs/operating/kubernetes.md. This is the chart in
# packaging/helm with its default values, written by its test and not edited by hand
# (BERTH_WRITE_REFERENCE=1).
"""
POLICY = ROOT / "packaging/kubernetes/networkpolicy.yaml"
ABOUT_POLICY = """# Who reaches Berth on Kubernetes: docs/operating/kubernetes.md. This is the
# policy of the chart in packaging/helm with the values of that document, written by its test and not
# edited by hand (BERTH_WRITE_REFERENCE=1).
"""
EVERYTHING = [
    "networkPolicy.enabled=true", "networkPolicy.registryFrom[0].ipBlock.cidr=192.0.2.0/24",
    "networkPolicy.opsFrom[0].podSelector.matchLabels.app=prometheus",
    "tlsSecret=registry-tls", "settings.quota-uploads=1000000", "settings.create-on-push=true",
    "image.tag=0.2.0", "imagePullSecrets[0].name=login", "service.type=LoadBalancer",
    "service.port=443", "persistence.storageClass=fast", "podDisruptionBudget.maxUnavailable=0",
    "nodeSelector.disk=ssd", "tolerations[0].key=storage", "tolerations[0].operator=Exists",
    "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]"
    ".matchExpressions[0].key=zone",
    "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]"
    ".matchExpressions[0].operator=Exists"]


def helm(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([BUILT / "helm", *arguments], capture_output=True, text=True, check=False)


def render(*values: str, release: str = "berth", options: Sequence[str] = ()) -> str:
    done = helm("template", release, str(CHART), KUBERNETES, *options,
                *(f"--set={value}" for value in values))
    assert done.returncode == 0, done.stderr
    return done.stdout


def check_reference(file: pathlib.Path, rendered: str) -> None:
    if "BERTH_WRITE_REFERENCE" in os.environ:
        file.write_text(rendered, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == rendered


def check(manifests: str) -> subprocess.CompletedProcess:
    return subprocess.run([BUILT / "manifests"], input=manifests, capture_output=True, text=True,
                          check=False)


def objects(manifests: str) -> dict[str, dict]:
    """By kind."""
    done = check(manifests)
    assert done.returncode == 0, done.stderr
    return {read["kind"]: read for read in map(json.loads, done.stdout.splitlines())}


def configuration(manifests: str) -> str:
    return objects(manifests)["ConfigMap"]["data"]["berth.toml"]


def test_the_plain_manifests_are_the_chart_with_its_default_values():
    check_reference(PLAIN, ABOUT_PLAIN + render())


def test_the_plain_network_policy_is_the_charts_with_the_values_of_the_document(tmp_path):
    document = (ROOT / "docs/operating/kubernetes.md").read_text(encoding="utf-8")
    values = tmp_path / "values.yaml"
    values.write_text(found(r"(?s)```yaml\n(networkPolicy:.*?)```", document), encoding="utf-8")
    rendered = render(options=[f"--values={values}", "--show-only=templates/networkpolicy.yaml"])
    assert objects(rendered).keys() == {"NetworkPolicy"}
    check_reference(POLICY, ABOUT_POLICY + rendered)


def test_a_network_policy_selects_the_pod_and_only_named_peers_reach_the_operators_port():
    rendered = objects(render("networkPolicy.enabled=true"))
    policy = rendered["NetworkPolicy"]["spec"]
    assert policy["podSelector"] == rendered["StatefulSet"]["spec"]["selector"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    assert "egress" not in policy  # empty: no connection is allowed
    assert policy["ingress"] == [{"ports": [{"port": "registry"}]}]
    with_peers = objects(render(*EVERYTHING))["NetworkPolicy"]["spec"]["ingress"]
    assert with_peers == [
        {"ports": [{"port": "registry"}], "from": [{"ipBlock": {"cidr": "192.0.2.0/24"}}]},
        {"ports": [{"port": "ops"}],
         "from": [{"podSelector": {"matchLabels": {"app": "prometheus"}}}]}]


@pytest.mark.parametrize("values", [[], EVERYTHING, ["podDisruptionBudget.enabled=false"]],
                         ids=["default", "everything", "without a budget"])
def test_what_the_chart_renders_is_valid(values):
    done = helm("lint", "--strict", str(CHART), *(f"--set={value}" for value in values))
    assert done.returncode == 0, done.stdout + done.stderr
    kinds = {"ConfigMap", "PodDisruptionBudget", "Service", "StatefulSet"}
    if "podDisruptionBudget.enabled=false" in values:
        kinds -= {"PodDisruptionBudget"}
    if "networkPolicy.enabled=true" in values:
        kinds |= {"NetworkPolicy"}
    assert objects(render(*values)).keys() == kinds


def test_a_field_that_kubernetes_does_not_have_is_found():
    done = check(render().replace("readOnlyRootFilesystem", "readOnlyRootFileSystem"))
    assert done.returncode != 0
    assert 'unknown field "spec.template.spec.containers[0].securityContext.readOnlyRoot' in done.stderr


def test_the_pod_gives_up_every_right_and_probes_the_operators_address():
    pod = objects(render())["StatefulSet"]["spec"]["template"]["spec"]
    [container] = pod["containers"]
    tool = (ROOT / "tools/make_container_image.py").read_text(encoding="utf-8")
    user = int(found(r"(?m)^USER_ID = (\d+)$", tool))
    assert pod["securityContext"] == {
        "runAsNonRoot": True, "runAsUser": user, "runAsGroup": user, "fsGroup": user,
        "fsGroupChangePolicy": "OnRootMismatch", "seccompProfile": {"type": "RuntimeDefault"}}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]}}
    assert pod["automountServiceAccountToken"] is False
    probes = {name: container[name]["httpGet"] for name in
              ("startupProbe", "livenessProbe", "readinessProbe")}
    assert probes == {"startupProbe": {"path": "/livez", "port": "ops"},
                      "livenessProbe": {"path": "/livez", "port": "ops"},
                      "readinessProbe": {"path": "/livez", "port": "ops"}}
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    text = configuration(render())
    assert f'\nlisten = "*:{ports["registry"]}"\n' in text
    assert f'\nops-listen = "*:{ports["ops"]}"\n' in text


def test_the_budget_and_the_service_select_the_pod():
    rendered = objects(render(release="other"))
    labels = rendered["StatefulSet"]["spec"]["template"]["metadata"]["labels"]
    for selector in (rendered["Service"]["spec"]["selector"],
                     rendered["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
                     rendered["StatefulSet"]["spec"]["selector"]["matchLabels"]):
        assert selector.items() <= labels.items()


@pytest.mark.parametrize("values", [[], EVERYTHING], ids=["default", "everything"])
def test_berth_takes_the_configuration(tmp_path, values):
    file = tmp_path / "berth.toml"
    tls = [f"--tls-cert={tmp_path}/none", f"--tls-key={tmp_path}/none"] if values else []
    file.write_text(configuration(render(*values)), encoding="utf-8")
    done = subprocess.run([BINARY, "config", "show", "--config", file, *tls], capture_output=True,
                          text=True, env=ENVIRONMENT, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_another_configuration_makes_another_pod():
    def checksum(*values: str) -> str:
        metadata = objects(render(*values))["StatefulSet"]["spec"]["template"]["metadata"]
        return metadata["annotations"]["checksum/configuration"]

    assert checksum() == checksum() != checksum("settings.create-on-push=true")


def test_a_setting_that_the_chart_sets_is_refused():
    done = helm("template", "berth", str(CHART), KUBERNETES, "--set=settings.listen=x")
    assert done.returncode != 0
    assert "settings.listen: the chart sets it" in done.stderr


def test_the_chart_has_the_version_of_berth():
    project = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    version = found(r"(?m)^project\(berth VERSION (\S+)", project)
    chart = (CHART / "Chart.yaml").read_text(encoding="utf-8")
    assert f"\nversion: {version}\nappVersion: {version}\n" in chart
