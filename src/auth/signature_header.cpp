#include "auth/signature_header.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/result.h"

namespace berth::auth {
namespace {

using Failed = std::unexpected<SignatureError>;

Failed failed(SignatureFlaw flaw, std::string_view subject = {}) {
  return Failed(SignatureError{.flaw = flaw, .subject = std::string(subject)});
}

// At most `limit` parts and one more, which shows that there were too many.
std::vector<std::string_view> split(std::string_view text, char separator, std::size_t limit) {
  std::vector<std::string_view> parts;
  while (parts.size() <= limit) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return parts;
}

struct AuthorizationParameters {
  std::optional<std::string_view> credential;
  std::optional<std::string_view> signed_headers;
  std::optional<std::string_view> signature;

  std::optional<std::string_view>* find(std::string_view name) {
    if (name == "Credential") return &credential;
    if (name == "SignedHeaders") return &signed_headers;
    if (name == "Signature") return &signature;
    return nullptr;
  }
};

std::expected<AuthorizationParameters, SignatureError> read_parameters(std::string_view text) {
  constexpr std::size_t kParameterCount = 3;
  AuthorizationParameters out;
  for (const std::string_view parameter : split(text, ',', kParameterCount)) {
    const std::string_view pair = trim(parameter);
    const std::size_t equals = pair.find('=');
    std::optional<std::string_view>* slot = out.find(pair.substr(0, equals));
    if (equals == std::string_view::npos || slot == nullptr || slot->has_value()) {
      return failed(SignatureFlaw::wrong_parameters);
    }
    *slot = pair.substr(equals + 1);
  }
  if (!out.credential) return failed(SignatureFlaw::no_credential);
  if (!out.signature) return failed(SignatureFlaw::no_signature);
  if (!out.signed_headers) return failed(SignatureFlaw::no_signed_headers);
  return out;
}

std::expected<void, SignatureError> read_credential(std::string_view text,
                                                    PresentedSignature& out) {
  constexpr std::size_t kElementCount = 5;
  const std::vector<std::string_view> parts = split(text, '/', kElementCount);
  if (parts.size() != kElementCount || std::ranges::any_of(parts, &std::string_view::empty)) {
    return failed(SignatureFlaw::malformed_credential);
  }
  if (parts[4] != kScopeTerminator) return failed(SignatureFlaw::wrong_terminator);
  out.access_key_id = parts[0];
  out.scope = {.date = parts[1], .region = parts[2], .service = parts[3]};
  return {};
}

bool is_lower_case_name(std::string_view name) {
  return !name.empty() && std::ranges::none_of(name, [](char c) { return c >= 'A' && c <= 'Z'; });
}

// A header that changes the meaning of a request must be signed, so that nobody can change it on
// the way. Headers that proxies add (CloudFront: X-Amz-Cf-Id) are ignored, and need not be signed.
bool is_acted_on(std::string_view name) {
  static constexpr std::array<std::string_view, 4> kNames{"x-amz-content-sha256", "x-amz-date",
                                                          "x-amz-security-token", "x-amz-target"};
  return std::ranges::any_of(
      kNames, [name](std::string_view acted_on) { return equal_ignoring_case(name, acted_on); });
}

std::expected<void, SignatureError> read_signed_headers(std::string_view text,
                                                        const http::RequestHead& head,
                                                        PresentedSignature& out) {
  out.signed_headers = split(text, ';', kMaxSignedHeaders);
  const auto& names = out.signed_headers;
  const auto is_not_before = [](std::string_view a, std::string_view b) { return a >= b; };
  if (names.size() > kMaxSignedHeaders || !std::ranges::all_of(names, is_lower_case_name) ||
      std::ranges::adjacent_find(names, is_not_before) != names.end()) {
    return failed(SignatureFlaw::malformed_signed_headers);
  }
  if (!std::ranges::binary_search(names, "host")) return failed(SignatureFlaw::unsigned_host);
  for (const http::Field& field : head.fields) {
    if (!is_acted_on(field.name)) continue;
    const bool is_signed = std::ranges::any_of(
        names, [&field](std::string_view name) { return equal_ignoring_case(name, field.name); });
    if (!is_signed) return failed(SignatureFlaw::unsigned_header, field.name);
  }
  return {};
}

// "Fri, 02 Jan 2026 03:04:05 GMT" (RFC 9110 section 5.6.7).
bool parse_http_date(std::string_view text, Timestamp& out) {
  static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  constexpr std::size_t kLength = std::string_view("Fri, 02 Jan 2026 03:04:05 GMT").size();
  if (text.size() != kLength) return false;
  const std::size_t month = kMonths.find(text.substr(8, 3)) / 3 + 1;
  std::string basic(text.substr(12, 4));
  basic.append(month < 10 ? "0" : "").append(std::to_string(month));
  basic.append(text.substr(5, 2)).append(1, 'T').append(text.substr(17, 2));
  basic.append(text.substr(20, 2)).append(text.substr(23, 2)).append(1, 'Z');
  return parse_basic_iso8601(basic, out) && format_http_date(out) == text;
}

std::expected<void, SignatureError> read_time(const http::RequestHead& head,
                                              PresentedSignature& out) {
  for (const std::string_view name : {"x-amz-date", "date"}) {
    const std::size_t count = head.field_count(name);
    if (count == 0) continue;
    const std::string_view text = head.field(name);
    if (count > 1 || (!parse_basic_iso8601(text, out.time) && !parse_http_date(text, out.time))) {
      return failed(SignatureFlaw::malformed_date);
    }
    out.timestamp = format_basic_iso8601(out.time);
    return {};
  }
  return failed(SignatureFlaw::no_date);
}

}  // namespace

SignatureFault fault_of(SignatureFlaw flaw) {
  using enum SignatureFlaw;
  switch (flaw) {
    case no_authorization:
      return SignatureFault::missing;
    case repeated_authorization:
    case long_authorization:
    case unsupported_algorithm:
    case wrong_parameters:
    case no_credential:
    case no_signature:
    case no_signed_headers:
    case malformed_credential:
    case wrong_terminator:
    case malformed_signed_headers:
    case malformed_date:
    case no_date:
      return SignatureFault::incomplete;
    case unknown_key:
      return SignatureFault::unknown_key;
    case expired:
    case not_yet_current:
      return SignatureFault::expired;
    case unsigned_host:
    case unsigned_header:
    case other_service:
    case other_day:
    case wrong_signature:
      return SignatureFault::mismatch;
  }
  std::unreachable();
}

std::string_view access_key_id_in(std::string_view authorization) {
  constexpr std::string_view kCredential = "Credential=";
  const std::size_t start = authorization.find(kCredential);
  if (start == std::string_view::npos) return {};
  const std::string_view credential = authorization.substr(start + kCredential.size());
  return credential.substr(0, credential.find_first_of("/, "));
}

std::expected<PresentedSignature, SignatureError> read_signature(const http::RequestHead& head) {
  if (head.field_count("authorization") == 0) {
    return failed(SignatureFlaw::no_authorization);
  }
  std::string_view text = head.field("authorization");
  if (head.field_count("authorization") > 1) {
    return failed(SignatureFlaw::repeated_authorization);
  }
  if (text.size() > kMaxAuthorizationBytes) return failed(SignatureFlaw::long_authorization);
  if (!text.starts_with(kSignatureAlgorithm) ||
      !text.substr(kSignatureAlgorithm.size()).starts_with(' ')) {
    return failed(SignatureFlaw::unsupported_algorithm);
  }
  const auto parameters = read_parameters(text.substr(kSignatureAlgorithm.size() + 1));
  if (!parameters) return failure_of(parameters);

  PresentedSignature out;
  out.signature = *parameters->signature;
  auto read = read_credential(*parameters->credential, out);
  if (read) read = read_signed_headers(*parameters->signed_headers, head, out);
  if (read) read = read_time(head, out);
  if (!read) return failure_of(read);
  return out;
}

std::expected<void, SignatureError> check_scope(const PresentedSignature& presented,
                                                std::string_view service) {
  if (presented.scope.service != service) {
    return failed(SignatureFlaw::other_service, service);
  }
  const std::string_view day = std::string_view(presented.timestamp).substr(0, 8);
  if (presented.scope.date != day) {
    return Failed(SignatureError{.flaw = SignatureFlaw::other_day,
                                 .subject = std::string(presented.scope.date),
                                 .timestamp = presented.timestamp});
  }
  return {};
}

std::expected<void, SignatureError> check_time(const PresentedSignature& presented, Timestamp now) {
  const auto outside = [&](SignatureFlaw flaw) {
    return Failed(SignatureError{.flaw = flaw, .timestamp = presented.timestamp, .now = now});
  };
  if (presented.time < now - kMaxClockSkew) return outside(SignatureFlaw::expired);
  if (presented.time > now + kMaxClockSkew) return outside(SignatureFlaw::not_yet_current);
  return {};
}

}  // namespace berth::auth
