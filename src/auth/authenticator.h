// Who is calling. Every answer is made from the store as it is now, so a key that is gone stops
// working with the next request.
#pragma once

#include <optional>
#include <string_view>

#include "auth/bearer_token.h"
#include "auth/key_ring.h"
#include "auth/signature_header.h"
#include "auth/trust.h"
#include "base/clock.h"
#include "base/result.h"
#include "http/message.h"
#include "registry/account_store.h"

namespace berth::auth {

// The user name of a login: "AWS", as with Amazon ECR.
inline constexpr std::string_view kLoginUserName = "AWS";

using Caller = std::optional<Principal>;  // nullopt: anonymous

// Any thread may call.
class Authenticator {
 public:
  Authenticator(AccountStore& accounts, const KeyRing& keys, const TokenService& tokens,
                const Clock& clock, Trust trust = Trust::proven);

  // AWS plane: Signature Version 4 over head and body, service "ecr-public", any region.
  [[nodiscard]] std::expected<Principal, SignatureError> verify_signature(
      const http::RequestHead& head, std::string_view body) const;

  // Whether the request names an access key that there is: not who sent it, only that it is worth
  // reading on. The faults of verify_signature() that come before the signature.
  [[nodiscard]] std::expected<void, SignatureError> check_access_key(
      const http::RequestHead& head) const;

  // OCI plane: the value of an Authorization header. No header at all: the caller is
  // anonymous, without asking. Accepts "Bearer <token of the token endpoint>", "Bearer
  // <authorizationToken as GetAuthorizationToken returned it>" and "Basic AWS:<password>".
  // unauthenticated otherwise.
  [[nodiscard]] Result<Caller> verify_authorization(std::string_view authorization) const;

  // The password of a login for this principal, and when it ends.
  struct Login {
    std::string password;
    Timestamp expires_at;
  };
  [[nodiscard]] Login issue_login(const Principal& principal) const;
  // A bearer token for the token endpoint, kBearerLifetime long: a push or pull in progress
  // outlives its login by no more than that.
  [[nodiscard]] Login issue_bearer(const Caller& caller) const;

 private:
  [[nodiscard]] std::optional<AccessKey> find_key(std::string_view access_key_id) const;
  [[nodiscard]] Result<Caller> caller_of(std::string_view token, TokenUse use) const;

  AccountStore& accounts_;
  const KeyRing& keys_;
  const TokenService& tokens_;
  const Clock& clock_;
  Trust trust_;
};

}  // namespace berth::auth
