// Tokens that stand for a caller: GetAuthorizationToken's password, and the bearer tokens of the
// token endpoint. One form serves both, that of the real service as far as clients can see:
// base64 of {"payload":"...","signature":"...","version":"1","expiration":<epoch seconds>}.
// No ':' ever appears in one, and it begins "eyJwYXlsb2Fk". docs/formats/tokens.md is the format.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "auth/key_ring.h"
#include "auth/login_fault.h"
#include "base/clock.h"

namespace berth::auth {

inline constexpr std::chrono::hours kLoginLifetime{12};  // GetAuthorizationToken's
inline constexpr std::chrono::hours kBearerLifetime{1};  // the real service's, for anonymous ones
// 9999-12-31T23:59:59Z: when a login with an access key ends, if the key is not deleted before.
inline constexpr Timestamp kNoExpiry{std::chrono::seconds(253'402'300'799)};

// Longer than any token of ours; longer ones are not read.
inline constexpr std::size_t kMaxTokenBytes = 4096;

enum class TokenUse : std::uint8_t {
  login,    // a password: good for requests and for the token endpoint
  bearer,   // good for requests only
  refresh,  // good for bearer tokens only, by POST at the token endpoint
};
inline constexpr TokenUse kLastTokenUse = TokenUse::refresh;

// What was presented for an anonymous bearer token.
enum class GivenFor : std::uint8_t {
  nothing,
  ended_login,  // a login that was issued here and has ended
};

struct TokenClaims {
  std::optional<std::string> access_key_id;  // absent: anonymous
  Timestamp expires_at;                      // whole seconds; fractions are cut off
  TokenUse use = TokenUse::bearer;
  GivenFor given_for = GivenFor::nothing;
};

// Any thread may call.
class TokenService {
 public:
  TokenService(const KeyRing& keys, const Clock& clock);

  [[nodiscard]] std::string issue(const TokenClaims& claims) const;
  // The claims of a token issued here, however long ago; nullopt: it was not, or it was changed.
  [[nodiscard]] std::optional<TokenClaims> read(std::string_view token) const;
  // unknown_token when the token is not ours or was changed; token_expired.
  [[nodiscard]] std::expected<TokenClaims, LoginFault> verify(std::string_view token) const;

 private:
  Secret key_;
  const Clock& clock_;
};

}  // namespace berth::auth
