// Stores for tests, in a folder of their own.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "ops/config.h"
#include "registry/ports/account_store.h"

namespace berth::stores {

// The configuration of a store in that folder, however full its disk is.
inline ops::Config config_of(const std::filesystem::path& folder) {
  ops::Config config;
  config.data_dir = folder;
  config.min_free_bytes = 0;
  return config;
}

// A registry, and its administrator "admin".
struct NewRegistry {
  std::string_view id = "123456789012";
  std::string_view alias = "acme";
  std::string_view access_key_id = "AKID";
  std::string sealed_secret = {};  // without one nobody can sign
  std::string_view policy = {};    // the name of a managed policy
  Timestamp created_at = {};
};

inline Result<void> create_registry(AccountStore& accounts, const NewRegistry& made) {
  const RegistryId id = *RegistryId::parse(made.id);
  return accounts.create_registry(
      {.id = id, .alias = *RegistryAlias::parse(made.alias), .created_at = made.created_at},
      {.principal = {.registry = id,
                     .user_name = "admin",
                     .access_key_id = std::string(made.access_key_id)},
       .sealed_secret = made.sealed_secret,
       .created_at = made.created_at},
      {.name = std::string(made.policy), .document = ""}, {.at = made.created_at});
}

}  // namespace berth::stores
