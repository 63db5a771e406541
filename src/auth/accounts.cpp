#include "auth/accounts.h"

#include "auth/managed_policies.h"

namespace berth::auth {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kAccountIdDigits = 12;
constexpr std::size_t kAliasPairs = 4;

std::string make_alias(Entropy& entropy) {
  std::string alias;
  for (std::size_t i = 0; i < kAliasPairs; ++i) {
    alias += random_text(kLetters, 1, entropy);
    alias += random_text(kDigits, 1, entropy);
  }
  return alias;
}

}  // namespace

Result<NewAccount> make_account(std::string_view id, std::string_view alias, const KeyRing& keys,
                                const Clock& clock, Entropy& entropy) {
  auto registry_id = RegistryId::parse(id.empty() ? random_text(kDigits, kAccountIdDigits, entropy)
                                                  : std::string(id));
  if (!registry_id) return failure_of(registry_id);
  auto name = RegistryAlias::parse(alias.empty() ? make_alias(entropy) : std::string(alias));
  if (!name) return failure_of(name);
  NewAccessKey administrator =
      make_access_key(*registry_id, kAdministratorName, keys, clock, entropy);
  return NewAccount{.registry = {.id = *std::move(registry_id),
                                 .alias = *std::move(name),
                                 .created_at = administrator.key.created_at},
                    .administrator = std::move(administrator)};
}

Result<void> store_account(AccountStore& accounts, const NewAccount& account,
                           const Author& author) {
  return accounts.create_registry(account.registry, account.administrator.key,
                                  {.name = std::string(kAdministratorPolicy), .document = {}},
                                  author);
}

}  // namespace berth::auth
