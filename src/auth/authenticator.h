// Who is calling. Every answer comes from what is stored now, so a deleted key stops working with
// the next request.
#pragma once

#include <expected>
#include <optional>
#include <string_view>

#include "auth/bearer_token.h"
#include "auth/counts.h"
#include "auth/credentials.h"
#include "auth/key_ring.h"
#include "auth/login_fault.h"
#include "auth/presented_login.h"
#include "auth/signature_header.h"
#include "auth/signed_hosts.h"
#include "auth/signed_request.h"
#include "auth/trust.h"
#include "base/clock.h"
#include "base/result.h"
#include "cache/based_cache.h"
#include "cache/bounded_cache.h"
#include "http/message.h"
#include "registry/ports/reader.h"

namespace berth::auth {

using Caller = std::optional<Principal>;  // nullopt: anonymous

// For the log: the caller, and the access key that proves it.
void note_caller(http::RequestNotes& notes, const Principal& caller);

// Room for remembered logins and tokens, and for signers: some thousands of each.
inline constexpr std::size_t kMaxVerifiedBytes = std::size_t{2} << 20U;
inline constexpr std::size_t kMaxSignerBytes = std::size_t{1} << 20U;

// Any thread may call. What is not remembered is read with `reads` or `reader`: use a reader for
// this first, because what is remembered depends on everything that it has read.
class Authenticator {
 public:
  Authenticator(ReaderSource& store, const KeyRing& keys, const TokenService& tokens,
                const Clock& clock, Trust trust = Trust::proven, SignedHosts hosts = {});

  // The caller whose Signature Version 4 covers head and body, in any region. Never null. For one
  // SignedRequest, this and recall_signer() must be given the same body.
  using SignatureResult = std::expected<std::shared_ptr<const Principal>, SignatureError>;
  [[nodiscard]] SignatureResult verify_signature(Reader& reader, SignedRequest& request,
                                                 std::string_view body) const;

  // Whether the request names an existing access key. Does not authenticate: tells only whether the
  // body is worth reading. Fails with the faults that verify_signature() finds before it checks the
  // signature.
  [[nodiscard]] std::expected<void, SignatureError> check_access_key(Reads& reads,
                                                                     SignedRequest& request) const;

  // Who logs in, and when the login expires: kNoExpiry with an access key.
  struct Verified {
    Caller caller;
    Timestamp expires_at;
    Basis basis = {};  // of a login that verify_login() has verified
  };
  using LoginResult = std::expected<Verified, LoginFault>;

  // OCI plane: an Authorization header. Accepts "Bearer <token of the token endpoint>", "Bearer
  // <authorizationToken as GetAuthorizationToken returned it>", "Basic AWS:<password>" and "Basic
  // <access key id>:<secret access key>". Never null.
  [[nodiscard]] std::expected<std::shared_ptr<const Verified>, LoginFault> verify_login(
      Reader& reader, const PresentedLogin& login) const;
  // The time it takes reveals nothing about the secret.
  [[nodiscard]] LoginResult verify_password(Reads& reads, std::string_view user,
                                            std::string_view password) const;
  [[nodiscard]] LoginResult verify_refresh_token(Reads& reads, std::string_view token) const;

  // The principal of requests without credentials: in the emulator, its own user. nullopt: nobody.
  [[nodiscard]] std::optional<Principal> guest(Reads& reads) const;

  // Whether this is an anonymous token that was issued for an ended login. Does not ask the store.
  [[nodiscard]] bool is_for_ended_login(std::string_view authorization) const;

  // For the log of a request that nobody has authenticated: notes the access key id that its
  // Authorization, or the given login, claims. Ignores what does not look like an access key id.
  void note_claim(http::RequestNotes& notes, std::string_view authorization) const;
  void note_claim(http::RequestNotes& notes, const Credentials& login) const;

  // Counts a refusal that a client is told. Not every fault is one: a login that has ended may go
  // on as anonymous.
  void count(LoginFault fault) const { counts_.refused_logins.add(fault); }
  void count(const SignatureError& refusal) const {
    counts_.refused_signatures.add(refusal.fault());
  }
  [[nodiscard]] const AuthenticationCounts& counts() const { return counts_; }

  // The earlier result of verify_login() for this value, if nothing can have changed it since; null
  // if it is unknown. Without patience it does not block.
  [[nodiscard]] std::shared_ptr<const Verified> recall_login(const PresentedLogin& login,
                                                             Patience patience) const;
  // The same for verify_signature(), for a request signed with a key that was used before.
  [[nodiscard]] std::shared_ptr<const Principal> recall_signer(SignedRequest& request,
                                                               std::string_view body,
                                                               Patience patience) const;

  // The password of a login for this principal, and when it ends.
  struct Login {
    std::string password;
    Timestamp expires_at;
  };
  [[nodiscard]] Login issue_login(const Principal& principal) const;
  // A bearer token for the token endpoint, valid for kBearerLifetime: a push or pull in progress
  // outlives its login by no more than that.
  [[nodiscard]] Login issue_bearer(const Caller& caller,
                                   GivenFor given_for = GivenFor::nothing) const;
  // A refresh token, good for bearer tokens until the login that it was issued for ends: a token
  // must not make a login last longer.
  [[nodiscard]] std::string issue_refresh_token(const Principal& principal,
                                                Timestamp expires_at) const;

 private:
  // Null: unknown.
  [[nodiscard]] std::shared_ptr<const Signer> recall_signer(SignedRequest& request,
                                                            Patience patience) const;
  // Null: there is no such key.
  [[nodiscard]] std::shared_ptr<const Signer> make_signer(
      Reader& reader, const PresentedSignature& presented) const;
  void keep_signer(const PresentedSignature& presented,
                   const std::shared_ptr<const Signer>& signer) const;
  // Computed once per key.
  [[nodiscard]] bool is_signed_with(const std::shared_ptr<const std::string>& key,
                                    SignedRequest& request, std::string_view body) const;
  [[nodiscard]] bool matches(std::string_view key, const PresentedSignature& presented,
                             const http::RequestHead& head, std::string_view body) const;
  [[nodiscard]] LoginResult verify(Reads& reads, const Credentials& credentials) const;
  [[nodiscard]] LoginResult verify_token(Reads& reads, std::string_view token) const;
  [[nodiscard]] LoginResult verify_access_key(Reads& reads, std::string_view access_key_id,
                                              std::string_view secret) const;
  [[nodiscard]] LoginResult verify_claims(Reads& reads, const TokenClaims& claims) const;
  // The emulator's answer: the holder of the named key if the store knows it, otherwise the guest.
  [[nodiscard]] std::optional<Principal> believe(Reads& reads,
                                                 std::string_view access_key_id) const;
  [[nodiscard]] LoginResult believe(Reads& reads, const Credentials& credentials) const;

  ReaderSource& store_;
  const KeyRing& keys_;
  const TokenService& tokens_;
  const Clock& clock_;
  Trust trust_;
  SignedHosts hosts_;
  mutable BasedCache<Verified> verified_;
  mutable BasedCache<Signer> signers_;
  mutable BoundedCache<std::string> signing_keys_{kMaxSignerBytes};
  mutable AuthenticationCounts counts_;
};

}  // namespace berth::auth
