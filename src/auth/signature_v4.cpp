#include "auth/signature_v4.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/crypto.h"
#include "base/encoding.h"
#include "http/query.h"

namespace berth::auth {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// "Convert sequential spaces to a single space", and trim.
void append_canonical_value(std::string& out, std::string_view value) {
  bool gap_due = false;
  bool started = false;
  for (const char c : value) {
    if (is_blank(c)) {
      gap_due = started;
      continue;
    }
    if (gap_due) out += ' ';
    gap_due = false;
    started = true;
    out += c;
  }
}

void append_canonical_header(std::string& out, const http::RequestHead& head, std::string_view name,
                             const std::optional<std::string_view>& host) {
  out += name;
  out += ':';
  if (host && name == "host") {
    append_canonical_value(out, *host);
    out += '\n';
    return;
  }
  bool comma_due = false;
  for (const http::Field& field : head.fields) {
    if (!equal_ignoring_case(field.name, name)) continue;
    if (comma_due) out += ',';
    comma_due = true;
    append_canonical_value(out, field.value);
  }
  out += '\n';
}

std::string join(std::span<const std::string_view> parts, char separator) {
  std::string out;
  for (const std::string_view part : parts) {
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

std::string scope_text(const CredentialScope& scope) {
  std::string out(scope.date);
  for (const std::string_view part : {scope.region, scope.service, kScopeTerminator}) {
    out += '/';
    out += part;
  }
  return out;
}

// Text that is not valid percent-encoding stands for itself: it is signed as it is or not at all.
std::string canonical_component(std::string_view text) {
  return percent_encode(percent_decode(text).value_or(std::string(text)));
}

}  // namespace

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  while (!query.empty()) {
    const auto [text, name, value] = http::take_parameter(query);
    if (text.empty()) continue;
    parameters.emplace_back(canonical_component(name), canonical_component(value));
  }
  std::ranges::sort(parameters);
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) out += '&';
    out.append(name).append(1, '=').append(value);
  }
  return out;
}

std::string canonical_request(const http::RequestHead& head, std::string_view body_sha256,
                              const SigningParameters& parameters) {
  std::string out(head.method_name);
  out += '\n';
  // "URI-encode each path segment twice (except for Amazon S3)": once by the client in what it
  // sent, once here.
  out += percent_encode(head.path, "/");
  out += '\n';
  out += canonical_query(head.query);
  out += '\n';
  for (const std::string_view name : parameters.signed_headers) {
    append_canonical_header(out, head, name, parameters.host);
  }
  out += '\n';
  out += join(parameters.signed_headers, ';');
  out += '\n';
  out += body_sha256;
  return out;
}

std::string string_to_sign(const SigningParameters& parameters,
                           std::string_view canonical_request) {
  std::string out(kSignatureAlgorithm);
  out.append(1, '\n').append(parameters.timestamp);
  out.append(1, '\n').append(scope_text(parameters.scope));
  out.append(1, '\n').append(sha256_hex(canonical_request));
  return out;
}

std::string signing_key(std::string_view secret, const CredentialScope& scope) {
  std::string key = "AWS4";
  key += secret;
  for (const std::string_view part : {scope.date, scope.region, scope.service, kScopeTerminator}) {
    key = hmac_sha256(key, part);
  }
  return key;
}

std::string compute_signature(const http::RequestHead& head, std::string_view body,
                              const SigningParameters& parameters, std::string_view signing_key) {
  return compute_signature_of_hash(head, sha256_hex(body), parameters, signing_key);
}

std::string compute_signature_of_hash(const http::RequestHead& head, std::string_view body_sha256,
                                      const SigningParameters& parameters,
                                      std::string_view signing_key) {
  const std::string request = canonical_request(head, body_sha256, parameters);
  const std::string signature = hmac_sha256(signing_key, string_to_sign(parameters, request));
  return to_hex(std::as_bytes(std::span(signature)));
}

std::string sign(const http::RequestHead& head, std::string_view body,
                 const SigningParameters& parameters, std::string_view access_key_id,
                 std::string_view secret) {
  std::string out(kSignatureAlgorithm);
  out.append(" Credential=").append(access_key_id).append(1, '/');
  out.append(scope_text(parameters.scope));
  out.append(", SignedHeaders=").append(join(parameters.signed_headers, ';'));
  out.append(", Signature=")
      .append(compute_signature(head, body, parameters, signing_key(secret, parameters.scope)));
  return out;
}

}  // namespace berth::auth
