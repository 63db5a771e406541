#include "stores/first_start.h"

#include "auth/accounts.h"
#include "base/private_file.h"
#include "base/secret.h"
#include "ops/administration_log.h"
#include "ops/settings.h"
#include "registry/rules/accounts.h"
#include "registry/values/store_identity.h"
#include "storage/filesystem/blobs_mark.h"
#include "storage/sqlite/schema/schema.h"
#include "storage/sqlite/sqlite_account_store.h"
#include "stores/data_check.h"

namespace berth::stores {
namespace {

// Removes the SQLite files of an interrupted start.
void remove_database(const std::filesystem::path& file) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
    std::filesystem::path part = file;
    std::filesystem::remove(part += suffix);
  }
}

// The file is complete when this returns: the last connection has copied the log into it.
void make_database(const std::filesystem::path& file, const StoreIdentity& identity,
                   const auth::NewAccount& account) {
  remove_database(file);
  {
    storage::sqlite::Database database(file, storage::sqlite::Access::read_write);
    storage::sqlite::migrate(database, identity);
  }
  storage::sqlite::SqliteDatabase database({.file = file});
  storage::sqlite::SqliteAccountStore accounts(database);
  const Author author{.at = account.registry.created_at, .user = ops::command_user()};
  auth::store_account(accounts, account, author)
      .value();  // nothing is there yet that it could repeat
}

}  // namespace

Checked<std::string> make_store(const ops::DataDirectory& directory, const ops::Config& config,
                                const Clock& clock, Entropy& entropy) {
  if (auto made = directory.make_blobs(); !made) return failure_of(made);
  auto master_key = key_file_of(config).read_or_make(entropy);
  if (!master_key) return master_key;
  const auth::KeyRing keys(*master_key);
  auto account = auth::make_account(config.account_id, config.alias, keys, clock, entropy);
  if (!account) {
    const auto& invalid = facts_of<InvalidName>(account.error());
    return invalid.name == NameKind::registry_id
               ? fail(ops::not_taken("account-id", RegistryId::kForm, invalid.text))
               : fail(ops::not_taken("alias", RegistryAlias::kForm, invalid.text));
  }
  const WipeAtEnd wiped_secret(account->administrator.secret);
  if (is_reserved_alias(account->registry.alias.text())) {
    return fail(ops::invalid_setting("alias", "'" + account->registry.alias.text() +
                                                  "' is reserved: the server has an address of "
                                                  "that name"));
  }
  const BlobsMark mark{.store_id = make_uuid(entropy), .first_registry = account->registry.id};
  const StoreIdentity identity{.id = mark.store_id, .key_fingerprint = keys.fingerprint()};
  const std::filesystem::path fresh = directory.new_database_file();
  make_database(fresh, identity, *account);
  storage::filesystem::write_mark(directory.blobs(), mark);
  std::string credentials = auth::credentials_text(account->administrator);
  const WipeAtEnd wiped_credentials(credentials);
  replace_file(directory.credentials_file(), credentials);
  put_in_place(fresh, directory.database_file());
  return master_key;
}

}  // namespace berth::stores
