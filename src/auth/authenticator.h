// Who is calling. Every answer is made from the store as it is now, so a key that is gone stops
// working with the next request.
#pragma once

#include <optional>
#include <string_view>

#include "auth/bearer_token.h"
#include "auth/credentials.h"
#include "auth/key_ring.h"
#include "auth/signature_header.h"
#include "auth/signed_hosts.h"
#include "auth/trust.h"
#include "base/clock.h"
#include "base/result.h"
#include "cache/bounded_cache.h"
#include "cache/versioned_cache.h"
#include "http/message.h"
#include "registry/ports/account_store.h"

namespace berth::auth {

using Caller = std::optional<Principal>;  // nullopt: anonymous

// Why a login was refused.
enum class LoginFault : std::uint8_t {
  unknown,  // it was never issued here
  ended,    // it was, and has expired, or its access key is gone
};
struct LoginError {
  LoginFault fault;
  std::string reason;
};

// For the log: who the caller is, and the access key that says so.
void note_caller(const http::RequestHead& head, const Principal& caller);

// What is remembered of logins and tokens, and of signers: some thousands of each.
inline constexpr std::size_t kMaxVerifiedBytes = std::size_t{2} << 20U;
inline constexpr std::size_t kMaxSignerBytes = std::size_t{1} << 20U;

// Any thread may call.
class Authenticator {
 public:
  Authenticator(AccountStore& accounts, const KeyRing& keys, const TokenService& tokens,
                const Clock& clock, Trust trust = Trust::proven, SignedHosts hosts = {});

  // Signature Version 4 over head and body, for `service` ("ecr-public", the signing name of a
  // service model), any region.
  [[nodiscard]] std::expected<Principal, SignatureError> verify_signature(
      const http::RequestHead& head, std::string_view body, std::string_view service) const;

  // Whether the request names an access key that there is: not who sent it, only that it is worth
  // reading on. The faults of verify_signature() that come before the signature.
  [[nodiscard]] std::expected<void, SignatureError> check_access_key(
      const http::RequestHead& head, std::string_view service) const;

  // OCI plane: the value of an Authorization header. No header at all: the caller is
  // anonymous, without asking. Accepts "Bearer <token of the token endpoint>", "Bearer
  // <authorizationToken as GetAuthorizationToken returned it>", "Basic AWS:<password>" and "Basic
  // <access key id>:<secret access key>". unauthenticated otherwise.
  [[nodiscard]] Result<Caller> verify_authorization(std::string_view authorization) const;

  // Who logs in, and until when that is good: kNoExpiry with an access key.
  struct Verified {
    Caller caller;
    Timestamp expires_at;
  };
  using LoginResult = std::expected<Verified, LoginError>;
  // The time it takes tells nothing of the secret.
  [[nodiscard]] LoginResult verify_password(std::string_view user, std::string_view password) const;
  [[nodiscard]] LoginResult verify_refresh_token(std::string_view token) const;

  // Who acts where nobody has to say who they are: in the emulator its own user. nullopt: nobody.
  [[nodiscard]] std::optional<Principal> guest() const;

  // Whether it is an anonymous token that was given for a login that had ended. Asks no store.
  [[nodiscard]] bool is_for_ended_login(std::string_view authorization) const;

  // For the log, of a request that nobody has proven to be theirs: the access key id that its
  // Authorization, or the given login, speaks of. Nothing that does not look like one is noted.
  void note_claim(const http::RequestHead& head) const;
  void note_claim(const http::RequestHead& head, const Credentials& login) const;

  // What verify_authorization() said of this value before, if nothing can have changed it since. In
  // memory: does not block.
  [[nodiscard]] std::optional<Caller> recall(std::string_view authorization) const;
  // The same of verify_signature(), for a request signed with a key that was used before.
  [[nodiscard]] std::optional<Principal> recall_signer(const http::RequestHead& head,
                                                       std::string_view body,
                                                       std::string_view service) const;

  // The password of a login for this principal, and when it ends.
  struct Login {
    std::string password;
    Timestamp expires_at;
  };
  [[nodiscard]] Login issue_login(const Principal& principal) const;
  // A bearer token for the token endpoint, kBearerLifetime long: a push or pull in progress
  // outlives its login by no more than that.
  [[nodiscard]] Login issue_bearer(const Caller& caller,
                                   GivenFor given_for = GivenFor::nothing) const;
  // What buys bearer tokens until the login that it was given for ends: a token must not make a
  // login last longer.
  [[nodiscard]] std::string issue_refresh_token(const Principal& principal,
                                                Timestamp expires_at) const;

 private:
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
  [[nodiscard]] bool is_signed_by(std::string_view key, const PresentedSignature& presented,
                                  const http::RequestHead& head, std::string_view body) const;
  [[nodiscard]] LoginResult verify(const Credentials& credentials) const;
  [[nodiscard]] LoginResult verify_token(std::string_view token) const;
  [[nodiscard]] LoginResult verify_access_key(std::string_view access_key_id,
                                              std::string_view secret) const;
  [[nodiscard]] LoginResult verify_claims(const TokenClaims& claims) const;
  // The emulator's answer: the holder of the key that is named, if the store knows it, or the
  // guest.
  [[nodiscard]] std::optional<Principal> believe(std::string_view access_key_id) const;
  [[nodiscard]] LoginResult believe(const Credentials& credentials) const;

  AccountStore& accounts_;
  const KeyRing& keys_;
  const TokenService& tokens_;
  const Clock& clock_;
  Trust trust_;
  SignedHosts hosts_;
  mutable VersionedCache<Verified> verified_{kMaxVerifiedBytes};
  mutable VersionedCache<Signer> signers_{kMaxSignerBytes};
  mutable BoundedCache<std::string> signing_keys_{kMaxSignerBytes};
};

}  // namespace berth::auth
