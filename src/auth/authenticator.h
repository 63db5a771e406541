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
#include "registry/bounded_cache.h"
#include "registry/versioned_cache.h"

namespace berth::auth {

// The user name of a login: "AWS", as with Amazon ECR.
inline constexpr std::string_view kLoginUserName = "AWS";

using Caller = std::optional<Principal>;  // nullopt: anonymous

// For the log.
void note_caller(const http::RequestHead& head, const Principal& caller);

// What is remembered of logins and tokens, and of signers: some thousands of each.
inline constexpr std::size_t kMaxVerifiedBytes = std::size_t{2} << 20U;
inline constexpr std::size_t kMaxSignerBytes = std::size_t{1} << 20U;

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

  // Whether it is a token that a user was given here and that has not expired, whatever has become
  // of the user since: enough to take in more than a stranger's request. Asks no store: does not
  // block.
  [[nodiscard]] bool is_credible(std::string_view authorization) const;

  // What verify_authorization() said of this value before, if nothing can have changed it since. In
  // memory: does not block.
  [[nodiscard]] std::optional<Caller> recall(std::string_view authorization) const;
  // The same of verify_signature(), for a request signed with a key that was used before.
  [[nodiscard]] std::optional<Principal> recall_signer(const http::RequestHead& head,
                                                       std::string_view body) const;

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
  struct Verified {
    Caller caller;
    Timestamp expires_at;
  };
  // What it takes to check a signature with one key on one day. The key to sign with is found among
  // signing_keys_ by the secret as it is sealed: after a commit, when nothing is known of signers,
  // it need not be made again.
  struct Signer {
    Principal principal;
    std::string sealed_secret;
    std::shared_ptr<const std::string> signing_key;
  };

  // Null: there is no such key.
  [[nodiscard]] std::shared_ptr<const Signer> make_signer(
      const PresentedSignature& presented) const;
  // `version`: of before it was made.
  void keep_signer(const std::optional<StoreVersion>& version, const PresentedSignature& presented,
                   const std::shared_ptr<const Signer>& signer) const;
  [[nodiscard]] std::optional<AccessKey> find_key(std::string_view access_key_id) const;
  // Of a token as it was presented: signed here, and of a kind that may be presented so.
  [[nodiscard]] Result<TokenClaims> read_claims(std::string_view authorization) const;
  [[nodiscard]] Result<Verified> verify_claims(const TokenClaims& claims) const;

  AccountStore& accounts_;
  const KeyRing& keys_;
  const TokenService& tokens_;
  const Clock& clock_;
  Trust trust_;
  mutable VersionedCache<Verified> verified_{kMaxVerifiedBytes};
  mutable VersionedCache<Signer> signers_{kMaxSignerBytes};
  mutable BoundedCache<std::string> signing_keys_{kMaxSignerBytes};
};

}  // namespace berth::auth
