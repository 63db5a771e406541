#include "auth/bearer_token.h"

#include <utility>

#include "base/crypto.h"
#include "base/encoding.h"
#include "json/reader.h"
#include "json/writer.h"

namespace berth::auth {
namespace {

constexpr std::string_view kPurpose = "login and bearer tokens, version 1";
constexpr std::string_view kVersion = "1";
constexpr std::string_view kAccessKeyId = "accessKeyId";
constexpr std::string_view kUse = "use";
constexpr std::string_view kLoginUse = "login";
constexpr std::string_view kBearerUse = "bearer";
constexpr std::string_view kRefreshUse = "refresh";
constexpr std::string_view kEndedLogin = "endedLogin";

std::int64_t to_seconds(Timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::string_view name_of(TokenUse use) {
  switch (use) {
    case TokenUse::login:
      return kLoginUse;
    case TokenUse::bearer:
      return kBearerUse;
    case TokenUse::refresh:
      return kRefreshUse;
  }
  std::unreachable();
}

TokenUse use_of(std::string_view name) {
  if (name == kLoginUse) return TokenUse::login;
  return name == kRefreshUse ? TokenUse::refresh : TokenUse::bearer;
}

std::string write_payload(const TokenClaims& claims) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  writer.key(kUse);
  writer.string(name_of(claims.use));
  if (claims.access_key_id) {
    writer.key(kAccessKeyId);
    writer.string(*claims.access_key_id);
  }
  if (claims.given_for == GivenFor::ended_login) {
    writer.key(kEndedLogin);
    writer.boolean(true);
  }
  writer.end_object();
  return out;
}

std::optional<std::string_view> find_string(json::Object object, std::string_view name) {
  const auto member = object.find(name);
  return member ? member->if_string() : std::nullopt;
}

// The text of a token; empty, which is not JSON, if it has another encoding.
std::string decode(std::string_view encoded) {
  return from_base64(encoded).value_or("");
}

// The claims of the token. They are true only if it was issued here.
std::optional<TokenClaims> read_claims(std::string_view token) {
  // The latest second a Timestamp can hold.
  constexpr std::int64_t kMaxSeconds = std::numeric_limits<std::int64_t>::max() / 1000;
  const std::string envelope_text = decode(token);
  const auto envelope = json::parse(envelope_text);
  const auto members = envelope ? envelope->root().if_object() : std::nullopt;
  if (!members) return std::nullopt;
  const auto encoded_payload = find_string(*members, "payload");
  const auto expiration = members->find("expiration");
  const auto seconds = expiration ? expiration->if_integer() : std::nullopt;
  if (!encoded_payload || !seconds || *seconds < 0 || *seconds > kMaxSeconds) return std::nullopt;
  const std::string payload_text = decode(*encoded_payload);
  const auto payload = json::parse(payload_text);
  const auto claimed = payload ? payload->root().if_object() : std::nullopt;
  if (!claimed) return std::nullopt;
  const auto use = find_string(*claimed, kUse);
  if (!use) return std::nullopt;

  TokenClaims claims{.access_key_id = std::nullopt,
                     .expires_at = Timestamp(std::chrono::seconds(*seconds)),
                     .use = use_of(*use)};
  if (claimed->find(kEndedLogin)) claims.given_for = GivenFor::ended_login;
  if (const auto id = find_string(*claimed, kAccessKeyId)) claims.access_key_id.emplace(*id);
  return claims;
}

}  // namespace

TokenService::TokenService(const KeyRing& keys, const Clock& clock)
    : key_(keys.derive(kPurpose)), clock_(clock) {}

std::string TokenService::issue(const TokenClaims& claims) const {
  const std::string payload = to_base64(write_payload(claims));
  const std::int64_t expiration = to_seconds(claims.expires_at);
  const std::string signed_text =
      std::string(kVersion) + '\n' + payload + '\n' + std::to_string(expiration);
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  writer.key("payload");
  writer.string(payload);
  writer.key("signature");
  writer.string(to_base64(hmac_sha256(key_, signed_text)));
  writer.key("version");
  writer.string(kVersion);
  writer.key("expiration");
  writer.number(expiration);
  writer.end_object();
  return to_base64(out);
}

std::optional<TokenClaims> TokenService::read(std::string_view token) const {
  if (token.size() > kMaxTokenBytes) return std::nullopt;
  std::optional<TokenClaims> claims = read_claims(token);
  // A token is ours exactly if we would issue the same bytes for what it claims: no second
  // spelling of a token is accepted, whatever a parser may tolerate.
  if (!claims || !equal_in_constant_time(issue(*claims), token)) return std::nullopt;
  return claims;
}

std::expected<TokenClaims, LoginFault> TokenService::verify(std::string_view token) const {
  std::optional<TokenClaims> claims = read(token);
  if (!claims) return std::unexpected(LoginFault::unknown_token);
  if (claims->expires_at <= clock_.now()) return std::unexpected(LoginFault::token_expired);
  return *std::move(claims);
}

}  // namespace berth::auth
