#include "app/first_start.h"

#include "auth/accounts.h"

namespace berth::app {

Result<Registry> first_registry(AccountStore& accounts, const ops::DataDirectory& directory,
                                const ops::Config& config, const auth::KeyRing& keys,
                                const Clock& clock, Entropy& entropy) {
  if (const auto registries = accounts.list_registries(); !registries.empty()) {
    return registries.front();
  }
  auto account = auth::make_account(config.account_id, config.alias, keys, clock, entropy);
  if (!account) {
    Error error = std::move(account.error());
    error.subject = error.subject == "registryId" ? "account-id" : "alias";
    return fail(std::move(error));
  }
  directory.write_file(directory.credentials_file(),
                       auth::credentials_text(account->administrator));
  auto stored = auth::store_account(accounts, *account);
  if (!stored) return failure_of(stored);
  return std::move(account->registry);
}

}  // namespace berth::app
