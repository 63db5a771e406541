// Who is calling. Every answer is made from the store as it is now, so a key that is gone stops
// working with the next request.
#pragma once

#include <optional>
#include <string_view>

#include "auth/bearer_token.h"
#include "auth/credentials.h"
#include "auth/key_ring.h"
#include "auth/presented_login.h"
#include "auth/signature_header.h"
#include "auth/signed_hosts.h"
#include "auth/signed_request.h"
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
void note_caller(http::RequestNotes& notes, const Principal& caller);

// What is remembered of logins and tokens, and of signers: some thousands of each.
inline constexpr std::size_t kMaxVerifiedBytes = std::size_t{2} << 20U;
inline constexpr std::size_t kMaxSignerBytes = std::size_t{1} << 20U;

// Any thread may call.
class Authenticator {
 public:
  Authenticator(AccountStore& accounts, const KeyRing& keys, const TokenService& tokens,
                const Clock& clock, Trust trust = Trust::proven, SignedHosts hosts = {});

  // Whose Signature Version 4 it is, over head and body, in any region. Never null. With one
  // SignedRequest this and recall_signer() are asked about one body.
  using SignatureResult = std::expected<std::shared_ptr<const Principal>, SignatureError>;
  [[nodiscard]] SignatureResult verify_signature(SignedRequest& request,
                                                 std::string_view body) const;

  // Whether the request names an existing access key. Does not authenticate: tells only whether the
  // body is worth reading. The faults of verify_signature() that come before the signature.
  [[nodiscard]] std::expected<void, SignatureError> check_access_key(SignedRequest& request) const;

  // Who logs in, and until when that is good: kNoExpiry with an access key.
  struct Verified {
    Caller caller;
    Timestamp expires_at;
  };
  using LoginResult = std::expected<Verified, LoginError>;

  // OCI plane: an Authorization header. Takes "Bearer <token of the token endpoint>", "Bearer
  // <authorizationToken as GetAuthorizationToken returned it>", "Basic AWS:<password>" and "Basic
  // <access key id>:<secret access key>". unauthenticated otherwise. Never null.
  [[nodiscard]] Result<std::shared_ptr<const Verified>> verify_login(
      const PresentedLogin& login) const;
  // The time it takes tells nothing of the secret.
  [[nodiscard]] LoginResult verify_password(std::string_view user, std::string_view password) const;
  [[nodiscard]] LoginResult verify_refresh_token(std::string_view token) const;

  // Who acts where nobody has to say who they are: in the emulator its own user. nullopt: nobody.
  [[nodiscard]] std::optional<Principal> guest() const;

  // Whether it is an anonymous token that was given for a login that had ended. Asks no store.
  [[nodiscard]] bool is_for_ended_login(std::string_view authorization) const;

  // For the log, of a request that nobody has proven to be theirs: the access key id that its
  // Authorization, or the given login, speaks of. Nothing that does not look like one is noted.
  void note_claim(http::RequestNotes& notes, std::string_view authorization) const;
  void note_claim(http::RequestNotes& notes, const Credentials& login) const;

  // What verify_login() said of this value before, if nothing can have changed it since; null if
  // that is not known. In memory: does not block.
  [[nodiscard]] std::shared_ptr<const Verified> recall_login(const PresentedLogin& login) const;
  // The same of verify_signature(), for a request signed with a key that was used before.
  [[nodiscard]] std::shared_ptr<const Principal> recall_signer(SignedRequest& request,
                                                               std::string_view body) const;

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
  // As remembered for `version`, the store's now. Null: that is not known.
  [[nodiscard]] std::shared_ptr<const Signer> recall_signer(
      const std::optional<StoreVersion>& version, SignedRequest& request) const;
  // Null: there is no such key.
  [[nodiscard]] std::shared_ptr<const Signer> make_signer(
      const PresentedSignature& presented) const;
  // `version`: of before it was made.
  void keep_signer(const std::optional<StoreVersion>& version, const PresentedSignature& presented,
                   const std::shared_ptr<const Signer>& signer) const;
  // Computed once for one key.
  [[nodiscard]] bool is_signed_with(const std::shared_ptr<const std::string>& key,
                                    SignedRequest& request, std::string_view body) const;
  [[nodiscard]] bool matches(std::string_view key, const PresentedSignature& presented,
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
