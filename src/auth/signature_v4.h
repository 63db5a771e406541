// AWS Signature Version 4 (Authorization header form), as functions over bytes: the steps of
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
// No clock and no store here; auth/authenticator.h puts the steps together.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/message.h"

namespace berth::auth {

inline constexpr std::string_view kSignatureAlgorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view kScopeTerminator = "aws4_request";

// "20260102/us-east-1/ecr-public/aws4_request"
struct CredentialScope {
  std::string_view date;  // YYYYMMDD
  std::string_view region;
  std::string_view service;
  bool operator==(const CredentialScope&) const = default;
};

// Everything a signature is made over besides the request itself.
struct SigningParameters {
  CredentialScope scope;
  std::string_view timestamp;                        // "20260102T030405Z"
  std::span<const std::string_view> signed_headers;  // lower case, ascending
  std::optional<std::string_view> host = {};         // instead of the received one
};

// Step 1. A signed header that occurs more than once is joined with commas; one that does not
// occur counts as empty, so that the signature cannot match. `body_sha256`: in hexadecimal.
std::string canonical_request(const http::RequestHead& head, std::string_view body_sha256,
                              const SigningParameters& parameters);
// Names and values decoded, encoded the one canonical way, and sorted.
std::string canonical_query(std::string_view query);
// Step 2.
std::string string_to_sign(const SigningParameters& parameters, std::string_view canonical_request);
// Step 3: the secret access key never signs a request itself.
std::string signing_key(std::string_view secret, const CredentialScope& scope);
// Step 4, with the key of step 3: 64 lower-case hexadecimal digits.
std::string compute_signature(const http::RequestHead& head, std::string_view body,
                              const SigningParameters& parameters, std::string_view signing_key);
// The same over a body whose SHA-256, in hexadecimal, is known.
std::string compute_signature_of_hash(const http::RequestHead& head, std::string_view body_sha256,
                                      const SigningParameters& parameters,
                                      std::string_view signing_key);

// The value of the Authorization header that signs this request.
std::string sign(const http::RequestHead& head, std::string_view body,
                 const SigningParameters& parameters, std::string_view access_key_id,
                 std::string_view secret);

}  // namespace berth::auth
