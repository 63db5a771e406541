// Use cases of accounts: what first start and the account commands do.
#pragma once

#include <string_view>

#include "auth/access_keys.h"
#include "registry/ports/account_store.h"

namespace berth::auth {

inline constexpr std::string_view kAdministratorName = "administrator";

struct NewAccount {
  Registry registry;
  NewAccessKey administrator;
};

// An account with a registry and an administrator who may do everything in it. An empty id or alias
// is replaced with a random one, in the forms of AWS (12 digits, "p8v8e7e5"). Nothing is stored
// yet: the secret must reach its holder before the store knows of it. name_invalid.
Result<NewAccount> make_account(std::string_view id, std::string_view alias, const KeyRing& keys,
                                const Clock& clock, Entropy& entropy);
// Errors as AccountStore::create_registry().
Result<void> store_account(AccountStore& accounts, const NewAccount& account, const Author& author);

}  // namespace berth::auth
