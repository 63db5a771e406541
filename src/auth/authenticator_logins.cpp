// Logins and tokens of the OCI plane.
#include "auth/authenticator.h"
#include "base/crypto.h"

namespace berth::auth {
namespace {

// The user who acts in the emulator if the store does not know the key.
constexpr std::string_view kEmulatorUserName = "dev";
constexpr std::string_view kEmulatorUserId = "AIDABERTHEMULATORUSER";

// The approximate size of a cache entry without its key.
constexpr std::size_t kTypicalVerifiedBytes = 384;

}  // namespace

std::shared_ptr<const Authenticator::Verified> Authenticator::recall_login(
    const PresentedLogin& login, Patience patience) const {
  auto known = verified_.find(login.key(), patience);
  return known && known->expires_at > clock_.now() ? std::move(known) : nullptr;
}

std::expected<std::shared_ptr<const Authenticator::Verified>, LoginFault>
Authenticator::verify_login(Reader& reader, const PresentedLogin& login) const {
  if (auto known = recall_login(login, Patience::can_wait)) return known;
  auto credentials = read_credentials(login.authorization());
  if (!credentials && trust_ == Trust::proven) return failure_of(credentials);
  auto verified = verify(reader, credentials.value_or(Credentials()));
  if (!verified) return failure_of(verified);
  verified->basis = reader.basis();
  auto made = std::make_shared<const Verified>(*std::move(verified));
  verified_.put(login.key(), made, kTypicalVerifiedBytes);
  return made;
}

bool Authenticator::is_for_ended_login(std::string_view authorization) const {
  const auto credentials = read_credentials(authorization);
  if (!credentials || credentials->kind != Credentials::Kind::token) return false;
  const auto claims = tokens_.read(credentials->secret);
  return claims && claims->given_for == GivenFor::ended_login;
}

Authenticator::LoginResult Authenticator::verify(Reads& reads,
                                                 const Credentials& credentials) const {
  if (trust_ == Trust::everyone) return believe(reads, credentials);
  if (credentials.kind == Credentials::Kind::token) return verify_token(reads, credentials.secret);
  return verify_password(reads, credentials.user, credentials.secret);
}

Authenticator::LoginResult Authenticator::verify_token(Reads& reads, std::string_view token) const {
  const auto claims = tokens_.read(token);
  if (!claims) return std::unexpected(LoginFault::unknown_token);
  if (claims->use == TokenUse::refresh) return std::unexpected(LoginFault::misused_refresh_token);
  return verify_claims(reads, *claims);
}

Authenticator::LoginResult Authenticator::verify_password(Reads& reads, std::string_view user,
                                                          std::string_view password) const {
  if (trust_ == Trust::everyone) {
    return believe(reads, Credentials{.kind = Credentials::Kind::password,
                                      .user = std::string(user),
                                      .secret = std::string(password)});
  }
  if (user != kLoginUserName) return verify_access_key(reads, user, password);
  const auto claims = tokens_.read(password);
  // A bearer token must not buy another one: that would make a login immortal.
  if (!claims || claims->use != TokenUse::login) {
    return std::unexpected(LoginFault::unknown_password);
  }
  return verify_claims(reads, *claims);
}

Authenticator::LoginResult Authenticator::verify_refresh_token(Reads& reads,
                                                               std::string_view token) const {
  if (trust_ == Trust::everyone) {
    return believe(
        reads,
        Credentials{.kind = Credentials::Kind::token, .user = {}, .secret = std::string(token)});
  }
  const auto claims = tokens_.read(token);
  if (!claims || claims->use != TokenUse::refresh) {
    return std::unexpected(LoginFault::unknown_refresh_token);
  }
  return verify_claims(reads, *claims);
}

// A guess costs a row and, if the key exists, unsealing 40 bytes: microseconds, like a signature.
// There are 2^240 secrets. A correct login is remembered as long as the store stays the same, so
// not every request pays for unsealing. The answer does not reveal whether the key exists.
Authenticator::LoginResult Authenticator::verify_access_key(Reads& reads,
                                                            std::string_view access_key_id,
                                                            std::string_view secret) const {
  std::optional<AccessKey> key = reads.accounts().find_access_key(access_key_id);
  if (!key) return std::unexpected(LoginFault::unknown_user);
  const Secret expected = keys_.unseal_secret(access_key_id, key->sealed_secret);
  if (!equal_in_constant_time(expected, secret)) return std::unexpected(LoginFault::unknown_user);
  return Verified{.caller = std::move(key->principal), .expires_at = kNoExpiry};
}

Authenticator::LoginResult Authenticator::verify_claims(Reads& reads,
                                                        const TokenClaims& claims) const {
  if (claims.expires_at <= clock_.now()) {
    return std::unexpected(claims.use == TokenUse::bearer ? LoginFault::token_expired
                                                          : LoginFault::login_expired);
  }
  if (!claims.access_key_id) return Verified{.caller = {}, .expires_at = claims.expires_at};
  std::optional<AccessKey> key = reads.accounts().find_access_key(*claims.access_key_id);
  if (!key) return std::unexpected(LoginFault::access_key_deleted);
  return Verified{.caller = std::move(key->principal), .expires_at = claims.expires_at};
}

std::optional<Principal> Authenticator::believe(Reads& reads,
                                                std::string_view access_key_id) const {
  if (auto key = reads.accounts().find_access_key(access_key_id)) return std::move(key->principal);
  std::vector<Registry> registries = reads.accounts().list_registries();
  if (registries.empty()) return std::nullopt;
  return Principal{.registry = std::move(registries.front().id),
                   .user_name = std::string(kEmulatorUserName),
                   .access_key_id = std::string(access_key_id),
                   .user_id = UserId::parse(kEmulatorUserId).value()};
}

Authenticator::LoginResult Authenticator::believe(Reads& reads,
                                                  const Credentials& credentials) const {
  std::string access_key_id = credentials.user;
  if (const auto claims = tokens_.read(credentials.secret)) {
    access_key_id = claims->access_key_id.value_or("");
  }
  auto principal = believe(reads, access_key_id);
  if (!principal) return std::unexpected(LoginFault::no_registry);
  return Verified{.caller = std::move(principal), .expires_at = kNoExpiry};
}

std::optional<Principal> Authenticator::guest(Reads& reads) const {
  return trust_ == Trust::everyone ? believe(reads, std::string_view()) : std::nullopt;
}

Authenticator::Login Authenticator::issue_login(const Principal& principal) const {
  const Timestamp expires_at =
      std::chrono::floor<std::chrono::seconds>(clock_.now()) + kLoginLifetime;
  counts_.issued.add(TokenUse::login);
  return {.password = tokens_.issue({.access_key_id = principal.access_key_id,
                                     .expires_at = expires_at,
                                     .use = TokenUse::login}),
          .expires_at = expires_at};
}

Authenticator::Login Authenticator::issue_bearer(const Caller& caller, GivenFor given_for) const {
  const Timestamp expires_at =
      std::chrono::floor<std::chrono::seconds>(clock_.now()) + kBearerLifetime;
  TokenClaims claims{.access_key_id = std::nullopt,
                     .expires_at = expires_at,
                     .use = TokenUse::bearer,
                     .given_for = given_for};
  if (caller) claims.access_key_id = caller->access_key_id;
  counts_.issued.add(TokenUse::bearer);
  return {.password = tokens_.issue(claims), .expires_at = expires_at};
}

std::string Authenticator::issue_refresh_token(const Principal& principal,
                                               Timestamp expires_at) const {
  counts_.issued.add(TokenUse::refresh);
  return tokens_.issue({.access_key_id = principal.access_key_id,
                        .expires_at = expires_at,
                        .use = TokenUse::refresh});
}

}  // namespace berth::auth
