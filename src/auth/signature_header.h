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

// Why Signature Version 4 credentials were refused, as metrics count it and AWS errors tell it.
enum class SignatureFault : std::uint8_t {
  missing,      // MissingAuthenticationTokenException
  incomplete,   // IncompleteSignatureException: malformed Authorization header
  unknown_key,  // UnrecognizedClientException
  expired,      // InvalidSignatureException: outside the 15-minute window
  mismatch,     // InvalidSignatureException
};
inline constexpr SignatureFault kLastSignatureFault = SignatureFault::mismatch;

// What exactly is wrong, in the order of the faults.
enum class SignatureFlaw : std::uint8_t {
  // --- missing ---
  no_authorization,
  // --- incomplete ---
  repeated_authorization,
  long_authorization,
  unsupported_algorithm,
  wrong_parameters,
  no_credential,
  no_signature,
  no_signed_headers,
  malformed_credential,
  wrong_terminator,
  malformed_signed_headers,
  malformed_date,
  no_date,
  // --- unknown_key ---
  unknown_key,
  // --- expired ---
  expired,
  not_yet_current,
  // --- mismatch ---
  unsigned_host,
  unsigned_header,
  other_service,
  other_day,
  wrong_signature,
};
inline constexpr SignatureFlaw kLastSignatureFlaw = SignatureFlaw::wrong_signature;

SignatureFault fault_of(SignatureFlaw flaw);

// A flaw with its facts; those that do not belong to it are empty.
struct SignatureError {
  SignatureFlaw flaw;
  // unsigned_header: its name, as sent. other_service: the right one. other_day: the date in the
  // scope, as sent.
  std::string subject = {};
  std::string timestamp = {};  // expired, not_yet_current, other_day: "20260102T030405Z"
  Timestamp now = {};          // expired, not_yet_current: when it was checked

  [[nodiscard]] SignatureFault fault() const { return fault_of(flaw); }
  bool operator==(const SignatureError&) const = default;
};

// The access key id in an Authorization header of any algorithm ("Credential=AKIA.../..."), for an
// emulator that checks nothing else. Empty if the header names none.
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
