// What a request says about its own signature, read and checked before any secret is touched.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "auth/signature_v4.h"
#include "base/clock.h"
#include "http/message.h"

namespace berth::auth {

// The SDKs send about 300 bytes; far longer values are not read.
inline constexpr std::size_t kMaxAuthorizationBytes = 4096;
// The SDKs sign 4 to 8 headers; bounds the work before the caller is known.
inline constexpr std::size_t kMaxSignedHeaders = 64;
// How far the clocks of client and server may differ, either way (the real service's window).
inline constexpr std::chrono::minutes kMaxClockSkew{15};

// Why Signature Version 4 credentials were refused; each has its own AWS error.
enum class SignatureFault : std::uint8_t {
  missing,      // MissingAuthenticationTokenException
  incomplete,   // IncompleteSignatureException: malformed Authorization header
  unknown_key,  // UnrecognizedClientException
  expired,      // InvalidSignatureException: outside the 15-minute window
  mismatch,     // InvalidSignatureException
};
inline constexpr SignatureFault kLastSignatureFault = SignatureFault::mismatch;
struct SignatureError {
  SignatureFault fault;
  std::string message;  // the real service's wording
};

// The access key id in an Authorization header of any algorithm ("Credential=AKIA.../..."), for an
// emulator that checks nothing else. Empty: there is none.
std::string_view access_key_id_in(std::string_view authorization);

// Its views point into the head that it was read from.
struct PresentedSignature {
  std::string_view access_key_id;
  CredentialScope scope;
  std::string_view signature;
  std::vector<std::string_view> signed_headers;  // lower case, ascending, each once
  std::string timestamp;                         // "20260102T030405Z"
  Timestamp time;

  [[nodiscard]] SigningParameters parameters() const {
    return {.scope = scope, .timestamp = timestamp, .signed_headers = signed_headers};
  }
};

// missing, incomplete; mismatch when the host, or a header that Berth acts on, is not signed.
std::expected<PresentedSignature, SignatureError> read_signature(const http::RequestHead& head);

// mismatch when the credentials are for another service, or another day than the request.
std::expected<void, SignatureError> check_scope(const PresentedSignature& presented,
                                                std::string_view service);
// expired, also if the signature is from too far in the future.
std::expected<void, SignatureError> check_time(const PresentedSignature& presented, Timestamp now);

}  // namespace berth::auth
