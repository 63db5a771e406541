#include "auth/access_keys.h"

#include <algorithm>

#include "http/message.h"

namespace berth::auth {
namespace {

constexpr std::string_view kKeyIdPrefix = "AKIA";
constexpr std::string_view kKeyIdCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t kKeyIdRandomCharacters = 16;
constexpr std::string_view kSecretCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t kSecretCharacterCount = 40;
// IAM's minimum.
constexpr std::size_t kMinAccessKeyIdBytes = 16;
static_assert(http::kMaxAccessKeyIdBytes < kSecretCharacterCount, "no secret is logged for an id");

}  // namespace

bool is_access_key_id(std::string_view text) {
  const auto is_capital_or_digit = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return text.size() >= kMinAccessKeyIdBytes && text.size() <= http::kMaxAccessKeyIdBytes &&
         std::ranges::all_of(text, is_capital_or_digit);
}

NewAccessKey make_access_key(const RegistryId& registry, std::string_view user_name,
                             const KeyRing& keys, const Clock& clock, Entropy& entropy) {
  std::string id(kKeyIdPrefix);
  id += random_text(kKeyIdCharacters, kKeyIdRandomCharacters, entropy);
  std::string secret = random_text(kSecretCharacters, kSecretCharacterCount, entropy);
  std::string sealed = keys.seal_secret(id, secret, entropy);
  return {.key = {.principal = {.registry = registry,
                                .user_name = std::string(user_name),
                                .access_key_id = std::move(id)},
                  .sealed_secret = std::move(sealed),
                  .created_at = clock.now()},
          .secret = std::move(secret)};
}

std::string credentials_text(const NewAccessKey& key) {
  // The AWS CLI wants a region; any will do.
  return "[default]\naws_access_key_id = " + key.key.principal.access_key_id +
         "\naws_secret_access_key = " + key.secret + "\nregion = us-east-1\n";
}

}  // namespace berth::auth
