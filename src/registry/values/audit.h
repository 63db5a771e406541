// The audit record: one entry for each change of what clients can see.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace berth {

// Named after the operations of AWS where one has the same meaning.
enum class AuditAction : std::uint8_t {
  create_repository,
  delete_repository,
  put_repository_catalog_data,
  tag_resource,
  untag_resource,
  set_repository_policy,
  delete_repository_policy,
  put_storage_quota,  // of a repository, or of all of an account
  put_image,
  move_tag,
  delete_image,
  delete_blob,  // a blob is taken from a repository
  remove_blob,  // the bytes of a blob are removed from the store
  create_account,
  put_registry_catalog_data,
  put_account_standing,  // whether it is verified
  create_alias,
  set_primary_alias,
  delete_alias,
  create_user,
  delete_user,
  create_access_key,
  delete_access_key,
  put_user_policy,
  delete_user_policy,
  repair,  // berth fsck --repair changed rows
};
inline constexpr AuditAction kLastAuditAction = AuditAction::repair;
std::string_view name_of(AuditAction action);  // "CreateRepository"

// What a change did. Values are digests, or JSON documents; empty: there is none. Never secrets.
struct Change {
  AuditAction action = AuditAction::repair;
  std::string resource;     // rules/audit.h says what it looks like
  std::string before = {};  // the value that was replaced
  std::string after = {};   // the new value
};

// A change as it was recorded. Names are texts: a newer Berth may have written them.
struct AuditEntry {
  std::int64_t id = 0;  // order of changes; the key of listings
  Timestamp at = {};
  std::string action = {};
  std::string resource = {};
  std::string before = {};
  std::string after = {};
  std::string via = {};
  std::string user = {};           // an ARN, or the name of a user of the operating system
  std::string access_key_id = {};  // these three: empty unless the change came with a request
  std::string client_address = {};
  std::string request_id = {};
};

}  // namespace berth
