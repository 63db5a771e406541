#include "registry/rules/accounts.h"

#include <algorithm>
#include <array>

#include "registry/rules/refusals.h"

namespace berth {
namespace {

// account_entry_not_found
Result<void> check_existence(EntryKind kind, std::string_view name, bool exists) {
  if (!exists) return about_entry(ErrorCode::account_entry_not_found, kind, name);
  return {};
}

// The first component of each path of the server's own that could be an alias: its planes, its
// logos, its probe, and what browsers and search engines look for at the root.
constexpr std::array<std::string_view, 7> kReservedAliases{
    "favicon.ico", "healthz", "logo", "robots.txt", "sitemap.xml", "token", "v2"};

// name_invalid
Result<void> check_not_reserved(const RegistryAlias& alias) {
  if (!is_reserved_alias(alias.text())) return {};
  return fail(
      {.code = ErrorCode::name_invalid,
       .facts = InvalidName{
           .name = NameKind::registry_alias, .fault = NameFault::reserved, .text = alias.text()}});
}

}  // namespace

// --- registries and their aliases ---

bool is_reserved_alias(std::string_view alias) {
  return std::ranges::find(kReservedAliases, alias) != kReservedAliases.end();
}

Result<void> check_new_registry(const Registry& registry, const AccessKey& administrator,
                                const NewRegistryFacts& facts) {
  constexpr ErrorCode kExists = ErrorCode::account_entry_exists;
  if (auto checked = check_not_reserved(registry.alias); !checked) return checked;
  if (facts.is_id_taken) {
    return about_entry_of(registry.id, kExists, EntryKind::account, registry.id.text());
  }
  if (facts.is_alias_taken) {
    return about_entry_of(registry.id, kExists, EntryKind::alias, registry.alias.text());
  }
  if (facts.is_key_taken) {
    return about_entry(kExists, EntryKind::access_key, administrator.principal.access_key_id);
  }
  return {};
}

Result<void> check_registry(const RegistryId& registry, bool exists) {
  if (!exists) return registry_not_found(registry);
  return {};
}

Result<void> check_new_alias(const RegistryId& registry, const RegistryAlias& alias,
                             const NewAliasFacts& facts) {
  if (auto checked = check_not_reserved(alias); !checked) return checked;
  if (!facts.registry_exists) return registry_not_found(registry);
  if (facts.is_taken) {
    return about_entry_of(registry, ErrorCode::account_entry_exists, EntryKind::alias,
                          alias.text());
  }
  return {};
}

Result<void> check_primary_alias(const RegistryId& registry, const RegistryAlias& alias,
                                 const std::optional<AliasDetail>& known) {
  if (!known) {
    return about_entry_of(registry, ErrorCode::account_entry_not_found, EntryKind::alias,
                          alias.text());
  }
  return {};
}

Result<void> check_alias_removal(const RegistryId& registry, const RegistryAlias& alias,
                                 const std::optional<AliasDetail>& known) {
  if (auto checked = check_primary_alias(registry, alias, known); !checked) return checked;
  if (known->origin == AliasOrigin::given || known->rank == AliasRank::primary) {
    return alias_fixed(registry, alias);
  }
  return {};
}

// --- users, their keys and their policies ---

Result<void> check_new_user(const User& user, const NewUserFacts& facts) {
  if (!facts.registry_exists) return registry_not_found(user.registry);
  if (facts.is_name_taken) {
    return about_entry(ErrorCode::account_entry_exists, EntryKind::user, user.name);
  }
  return {};
}

Result<void> check_new_access_key(const AccessKey& key, const NewAccessKeyFacts& facts) {
  if (auto checked = check_user(key.principal.user_name, facts.user_exists); !checked) {
    return checked;
  }
  if (facts.is_id_taken) {
    return about_entry(ErrorCode::account_entry_exists, EntryKind::access_key,
                       key.principal.access_key_id);
  }
  return {};
}

Result<void> check_user(std::string_view name, bool exists) {
  return check_existence(EntryKind::user, name, exists);
}

Result<void> check_access_key(std::string_view id, bool exists) {
  return check_existence(EntryKind::access_key, id, exists);
}

Result<void> check_user_policy(std::string_view name, bool exists) {
  return check_existence(EntryKind::policy, name, exists);
}

}  // namespace berth
