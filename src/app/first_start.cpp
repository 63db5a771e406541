#include "app/first_start.h"

namespace berth::app {
namespace {

constexpr std::string_view kAdministrator = "administrator";

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kKeyIdCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kSecretCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// The forms of AWS: "AKIA" and 16 characters, a secret of 40, a default alias like p8v8e7e5.
constexpr std::size_t kKeyIdRandomCharacters = 16;
constexpr std::size_t kSecretCharacterCount = 40;
constexpr std::size_t kAliasPairs = 4;
constexpr std::size_t kAccountIdDigits = 12;

// Every character equally likely: bytes that would favour the first ones are drawn again.
char pick(std::string_view from, Entropy& entropy) {
  const std::size_t fair = 256 / from.size() * from.size();
  for (;;) {
    const auto value = static_cast<unsigned char>(random_bytes(entropy, 1)[0]);
    if (value < fair) return from[value % from.size()];
  }
}

std::string pick(std::string_view from, std::size_t count, Entropy& entropy) {
  std::string text;
  while (text.size() < count) text += pick(from, entropy);
  return text;
}

std::string make_alias(Entropy& entropy) {
  std::string alias;
  for (std::size_t i = 0; i < kAliasPairs; ++i) {
    alias += pick(kLetters, entropy);
    alias += pick(kDigits, entropy);
  }
  return alias;
}

std::string credentials_text(const std::string& key_id, const std::string& secret) {
  // The AWS CLI wants a region; any will do.
  return "[default]\naws_access_key_id = " + key_id + "\naws_secret_access_key = " + secret +
         "\nregion = us-east-1\n";
}

Failure about_setting(const Error& error, std::string_view setting) {
  return fail({.code = ErrorCode::invalid_parameter,
               .subject = std::string(setting),
               .reason = error.reason});
}

}  // namespace

Result<Registry> first_registry(MetadataStore& metadata, const ops::DataDirectory& directory,
                                const ops::Config& config, const auth::KeyRing& keys,
                                const Clock& clock, Entropy& entropy) {
  if (const auto registries = metadata.list_registries(); !registries.empty()) {
    return registries.front();
  }
  auto id = RegistryId::parse(config.account_id.empty() ? pick(kDigits, kAccountIdDigits, entropy)
                                                        : config.account_id);
  if (!id) return about_setting(id.error(), "account-id");
  auto alias = RegistryAlias::parse(config.alias.empty() ? make_alias(entropy) : config.alias);
  if (!alias) return about_setting(alias.error(), "alias");

  const std::string key_id = "AKIA" + pick(kKeyIdCharacters, kKeyIdRandomCharacters, entropy);
  const std::string secret = pick(kSecretCharacters, kSecretCharacterCount, entropy);
  directory.write_file(directory.credentials_file(), credentials_text(key_id, secret));

  const Timestamp now = clock.now();
  const Registry registry{.id = *id, .alias = *std::move(alias), .created_at = now};
  const AccessKey administrator{.principal = {.registry = *std::move(id),
                                              .user_name = std::string(kAdministrator),
                                              .access_key_id = key_id},
                                .sealed_secret = keys.seal_secret(key_id, secret, entropy),
                                .created_at = now};
  auto created = metadata.create_registry(registry, administrator);
  if (!created) return fail(std::move(created.error()));
  return registry;
}

}  // namespace berth::app
