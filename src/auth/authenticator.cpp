#include "auth/authenticator.h"

#include "base/ascii.h"
#include "base/crypto.h"
#include "base/encoding.h"
#include "registry/arn.h"

namespace berth::auth {
namespace {

constexpr std::string_view kServiceName = "ecr-public";  // signingName of the service model

// Who acts in the emulator, if the store does not know the key.
constexpr std::string_view kEmulatorUserName = "dev";

// Of an entry of the caches, without its key and about.
constexpr std::size_t kTypicalVerifiedBytes = 256;
constexpr std::size_t kTypicalSignerBytes = 256;

// "Basic " or "Bearer ", and the longest token, encoded once more.
constexpr std::size_t kMaxLoginAuthorizationBytes = 2 * kMaxTokenBytes;

Failure refuse(std::string reason) {
  return fail({.code = ErrorCode::unauthenticated, .reason = std::move(reason)});
}

SignatureError unknown_key() {
  return {SignatureFault::unknown_key, "The security token included in the request is invalid."};
}

// A hash, for looking up compares, and how long it takes shall tell nothing of the secret.
std::string cache_key(std::string_view authorization) {
  return sha256_hex(authorization);
}

// One key on one day in one region: what a signing key is good for.
std::string signer_name(const PresentedSignature& presented) {
  std::string name(presented.access_key_id);
  for (const std::string_view part : {presented.scope.date, presented.scope.region}) {
    name.append(1, '/').append(part);
  }
  return name;
}

// By the secret as it is sealed, of which the key to sign with is made.
std::string signing_key_name(const PresentedSignature& presented, std::string_view sealed_secret) {
  return signer_name(presented).append(1, '/').append(sealed_secret);
}

bool is_signed_by(std::string_view key, const PresentedSignature& presented,
                  const http::RequestHead& head, std::string_view body) {
  const std::string expected = compute_signature(head, body, presented.parameters(), key);
  const std::string_view declared_hash = head.field("x-amz-content-sha256");
  return equal_in_constant_time(expected, presented.signature) &&
         (declared_hash.empty() || declared_hash == sha256_hex(body));
}

// The password in base64("AWS:<password>"), the form of GetAuthorizationToken and of Basic.
std::optional<std::string> password_of(std::string_view encoded) {
  std::optional<std::string> login = from_base64(encoded);
  const std::string prefix = std::string(kLoginUserName) + ':';
  if (!login || !login->starts_with(prefix)) return std::nullopt;
  login->erase(0, prefix.size());
  return login;
}

}  // namespace

void note_caller(const http::RequestHead& head, const Principal& caller) {
  head.notes.caller = user_arn(caller.registry, caller.user_name);
}

Authenticator::Authenticator(AccountStore& accounts, const KeyRing& keys,
                             const TokenService& tokens, const Clock& clock, Trust trust)
    : accounts_(accounts), keys_(keys), tokens_(tokens), clock_(clock), trust_(trust) {}

std::optional<AccessKey> Authenticator::find_key(std::string_view access_key_id) const {
  std::optional<AccessKey> key = accounts_.find_access_key(access_key_id);
  if (key || trust_ == Trust::proven) return key;
  std::vector<Registry> registries = accounts_.list_registries();
  if (registries.empty()) return std::nullopt;
  return AccessKey{.principal = {.registry = std::move(registries.front().id),
                                 .user_name = std::string(kEmulatorUserName),
                                 .access_key_id = std::string(access_key_id)},
                   .sealed_secret = {},
                   .created_at = registries.front().created_at};
}

std::shared_ptr<const Authenticator::Signer> Authenticator::make_signer(
    const PresentedSignature& presented) const {
  auto key = accounts_.find_access_key(presented.access_key_id);
  if (!key) return nullptr;
  auto known = signing_keys_.find(signing_key_name(presented, key->sealed_secret));
  if (known == nullptr) {
    const std::string secret = keys_.unseal_secret(presented.access_key_id, key->sealed_secret);
    known = std::make_shared<const std::string>(signing_key(secret, presented.scope));
  }
  return std::make_shared<const Signer>(Signer{.principal = std::move(key->principal),
                                               .sealed_secret = std::move(key->sealed_secret),
                                               .signing_key = std::move(known)});
}

void Authenticator::keep_signer(const std::optional<StoreVersion>& version,
                                const PresentedSignature& presented,
                                const std::shared_ptr<const Signer>& signer) const {
  signing_keys_.put(signing_key_name(presented, signer->sealed_secret), signer->signing_key,
                    kTypicalSignerBytes);
  if (!version || version != accounts_.version()) return;
  signers_.put(*version, signer_name(presented), signer, kTypicalSignerBytes);
}

std::expected<Principal, SignatureError> Authenticator::verify_signature(
    const http::RequestHead& head, std::string_view body) const {
  const auto presented = read_signature(head);
  if (!presented) return failure_of(presented);
  if (trust_ == Trust::everyone) {
    std::optional<AccessKey> key = find_key(presented->access_key_id);
    if (!key) return std::unexpected(unknown_key());
    return std::move(key->principal);
  }
  if (auto checked = check_scope(*presented, kServiceName); !checked) {
    return failure_of(checked);
  }
  const auto version = accounts_.version();
  auto signer = version ? signers_.find(*version, signer_name(*presented)) : nullptr;
  const bool is_new = signer == nullptr;
  if (is_new) signer = make_signer(*presented);
  if (!signer) return std::unexpected(unknown_key());
  if (auto checked = check_time(*presented, clock_.now()); !checked) {
    return failure_of(checked);
  }
  if (!is_signed_by(*signer->signing_key, *presented, head, body)) {
    return std::unexpected(SignatureError{
        SignatureFault::mismatch,
        "The request signature we calculated does not match the signature you provided. Check "
        "your AWS Secret Access Key and signing method. Consult the service documentation for "
        "details."});
  }
  // Not before: whoever has heard of a key could crowd out the others with it, region by region.
  if (is_new) keep_signer(version, *presented, signer);
  return signer->principal;
}

std::optional<Principal> Authenticator::recall_signer(const http::RequestHead& head,
                                                      std::string_view body) const {
  if (trust_ == Trust::everyone) return std::nullopt;
  const auto presented = read_signature(head);
  const auto version = accounts_.version();
  if (!presented || !version) return std::nullopt;
  const auto signer = signers_.find(*version, signer_name(*presented));
  const bool is_good = signer && check_scope(*presented, kServiceName) &&
                       check_time(*presented, clock_.now()) &&
                       is_signed_by(*signer->signing_key, *presented, head, body);
  if (!is_good) return std::nullopt;
  return signer->principal;
}

std::expected<void, SignatureError> Authenticator::check_access_key(
    const http::RequestHead& head) const {
  const auto presented = read_signature(head);
  if (!presented) return failure_of(presented);
  const bool is_checked = trust_ == Trust::proven;
  if (auto checked = check_scope(*presented, kServiceName); is_checked && !checked) return checked;
  if (!find_key(presented->access_key_id)) return std::unexpected(unknown_key());
  if (is_checked) return check_time(*presented, clock_.now());
  return {};
}

std::optional<Caller> Authenticator::recall(std::string_view authorization) const {
  const auto version = accounts_.version();
  if (!version) return std::nullopt;
  const auto known = verified_.find(*version, cache_key(authorization));
  if (!known || known->expires_at <= clock_.now()) return std::nullopt;
  return known->caller;
}

Result<TokenClaims> Authenticator::read_claims(std::string_view authorization) const {
  if (authorization.size() > kMaxLoginAuthorizationBytes) {
    return refuse("the Authorization header is too long");
  }
  const std::string_view scheme = authorization.substr(0, authorization.find(' '));
  std::string_view credentials = authorization.substr(scheme.size());
  while (credentials.starts_with(' ')) credentials.remove_prefix(1);

  // RFC 9110 section 11.1: the scheme is case-insensitive, as field names are.
  const bool is_basic = equal_ignoring_case(scheme, "Basic");
  if (!is_basic && !equal_ignoring_case(scheme, "Bearer")) {
    return refuse("the authorization scheme must be Basic or Bearer");
  }
  const std::optional<std::string> password = password_of(credentials);
  if (!password && is_basic) return refuse("the user name must be AWS");
  const TokenUse use = password ? TokenUse::login : TokenUse::bearer;
  Result<TokenClaims> claims = tokens_.verify(password ? *password : credentials);
  if (!claims && trust_ == Trust::everyone) {
    return TokenClaims{.access_key_id = std::string(), .expires_at = {}, .use = use};
  }
  // A bearer token must not buy another one: that would make a login immortal.
  if (claims && use == TokenUse::login && claims->use != TokenUse::login) {
    return refuse("the password is not one of GetAuthorizationToken");
  }
  return claims;
}

bool Authenticator::is_credible(std::string_view authorization) const {
  const auto claims = read_claims(authorization);
  return claims && claims->access_key_id;
}

Result<Caller> Authenticator::verify_authorization(std::string_view authorization) const {
  if (auto caller = recall(authorization)) return *std::move(caller);
  const auto claims = read_claims(authorization);
  if (!claims) return failure_of(claims);
  const auto version = accounts_.version();
  auto verified = verify_claims(*claims);
  if (!verified) return failure_of(verified);
  if (version && version == accounts_.version()) {
    verified_.put(*version, cache_key(authorization), std::make_shared<const Verified>(*verified),
                  kTypicalVerifiedBytes);
  }
  return std::move(verified->caller);
}

Result<Authenticator::Verified> Authenticator::verify_claims(const TokenClaims& claims) const {
  if (!claims.access_key_id) return Verified{.caller = {}, .expires_at = claims.expires_at};
  std::optional<AccessKey> key = find_key(*claims.access_key_id);
  if (!key) return refuse("the access key of this login no longer exists");
  return Verified{.caller = std::move(key->principal), .expires_at = claims.expires_at};
}

Authenticator::Login Authenticator::issue_login(const Principal& principal) const {
  const Timestamp expires_at =
      std::chrono::floor<std::chrono::seconds>(clock_.now()) + kLoginLifetime;
  return {.password = tokens_.issue({.access_key_id = principal.access_key_id,
                                     .expires_at = expires_at,
                                     .use = TokenUse::login}),
          .expires_at = expires_at};
}

Authenticator::Login Authenticator::issue_bearer(const Caller& caller) const {
  const Timestamp expires_at =
      std::chrono::floor<std::chrono::seconds>(clock_.now()) + kBearerLifetime;
  TokenClaims claims{
      .access_key_id = std::nullopt, .expires_at = expires_at, .use = TokenUse::bearer};
  if (caller) claims.access_key_id = caller->access_key_id;
  return {.password = tokens_.issue(claims), .expires_at = expires_at};
}

}  // namespace berth::auth
