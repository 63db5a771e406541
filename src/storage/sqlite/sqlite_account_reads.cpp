#include "storage/sqlite/sqlite_account_reads.h"

#include "registry/rules/refusals.h"

namespace berth::storage::sqlite {

template <typename Port>
std::optional<Registry> SqliteAccountReads<Port>::find_registry(const RegistryId& id) {
  return connections_.take_for(Scope::of(id))->registries.find(id);
}

template <typename Port>
std::optional<Registry> SqliteAccountReads<Port>::find_registry(const RegistryAlias& alias) {
  auto found = connections_.take()->registries.find(alias);
  connections_.note(found ? Scope::of(found->id) : Scope::everything());
  return found;
}

template <typename Port>
std::vector<Registry> SqliteAccountReads<Port>::list_registries() {
  return connections_.take_for(Scope::everything())->registries.list();
}

template <typename Port>
Result<std::string> SqliteAccountReads<Port>::display_name(const RegistryId& registry) {
  auto name = connections_.take_for(Scope::of(registry))->registries.display_name(registry);
  if (!name) return registry_not_found(registry);
  return *std::move(name);
}

template <typename Port>
std::vector<AliasDetail> SqliteAccountReads<Port>::list_aliases(const RegistryId& registry) {
  return connections_.take_for(Scope::of(registry))->registries.list_aliases(registry);
}

template <typename Port>
std::vector<User> SqliteAccountReads<Port>::list_users(const RegistryId& registry) {
  return connections_.take_for(Scope::of(registry))->users.list(registry);
}

template <typename Port>
std::optional<User> SqliteAccountReads<Port>::find_user(const RegistryId& registry,
                                                        std::string_view name) {
  return connections_.take_for(Scope::of(registry))->users.find(registry, name);
}

template <typename Port>
std::optional<AccessKey> SqliteAccountReads<Port>::find_access_key(std::string_view access_key_id) {
  auto found = connections_.take()->users.find_key(access_key_id);
  connections_.note(found ? Scope::of(found->principal.registry) : Scope::everything());
  return found;
}

template <typename Port>
std::vector<AccessKey> SqliteAccountReads<Port>::list_access_keys(const RegistryId& registry,
                                                                  std::string_view user_name) {
  return connections_.take_for(Scope::of(registry))->users.list_keys(registry, user_name);
}

template <typename Port>
std::vector<UserPolicy> SqliteAccountReads<Port>::list_user_policies(const RegistryId& registry,
                                                                     std::string_view user_name) {
  return connections_.take_for(Scope::of(registry))->users.list_policies(registry, user_name);
}

template class SqliteAccountReads<AccountReads>;
template class SqliteAccountReads<AccountStore>;

}  // namespace berth::storage::sqlite
