// Tokens that stand for a caller: GetAuthorizationToken's password, and the bearer tokens of the
// token endpoint. One form serves both, that of the real service as far as clients can see:
// base64 of {"payload":"...","signature":"...","version":"1","expiration":<epoch seconds>}.
// No ':' ever appears in one, and it begins "eyJwYXlsb2Fk". docs/formats/tokens.md is the format.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "auth/key_ring.h"
#include "base/clock.h"
#include "base/result.h"

namespace berth::auth {

inline constexpr std::chrono::hours kLoginLifetime{12};  // GetAuthorizationToken's
inline constexpr std::chrono::hours kBearerLifetime{1};  // the real service's, for anonymous ones

// Longer than any token of ours; what is longer is not looked at.
inline constexpr std::size_t kMaxTokenBytes = 4096;

enum class TokenUse {
  login,   // a password: good for requests and for the token endpoint
  bearer,  // good for requests only
};

struct TokenClaims {
  std::optional<std::string> access_key_id;  // absent: anonymous
  Timestamp expires_at;                      // whole seconds; what is less is cut off
  TokenUse use = TokenUse::bearer;
};

// Any thread may call.
class TokenService {
 public:
  TokenService(const KeyRing& keys, const Clock& clock);

  [[nodiscard]] std::string issue(const TokenClaims& claims) const;
  // unauthenticated when the token is not ours, was changed, or has expired.
  [[nodiscard]] Result<TokenClaims> verify(std::string_view token) const;

 private:
  std::string key_;
  const Clock& clock_;
};

}  // namespace berth::auth
