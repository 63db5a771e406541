#include "app/health.h"

#include <optional>
#include <string>

#include "auth/accounts.h"

namespace berth::app {
namespace {

std::optional<std::string> find_space_fault(BlobBackend& blobs) {
  const Room room = blobs.look();
  if (room.has_room) return std::nullopt;
  return "the disk is full: " + std::to_string(room.free_bytes.value_or(0)) +
         " bytes are free, and below " + std::to_string(room.floor_bytes) + " nothing is added";
}

// The database may have been replaced while it was being served.
std::optional<std::string> find_key_fault(const Health& health) {
  const auto known =
      health.store.accounts().list_access_keys(health.first_registry.id, auth::kAdministratorName);
  if (known.empty()) return std::nullopt;
  const AccessKey& key = known.front();
  if (health.keys.opens(key.principal.access_key_id, key.sealed_secret)) return std::nullopt;
  return "the server key does not open the secrets of the database";
}

}  // namespace

void add_checks(Readiness& readiness, const Health& health) {
  readiness.add_check([health]() -> std::optional<std::string> {
    health.store.metadata_backend().check();
    return std::nullopt;
  });
  readiness.add_check([health]() -> std::optional<std::string> {
    health.directory.check_writing();
    return std::nullopt;
  });
  readiness.add_check([health] { return find_space_fault(health.store.blob_backend()); });
  readiness.add_check([health] { return find_key_fault(health); });
}

void log_room(ops::Log& log, const Room& room) {
  log.write(room.has_room ? ops::LogLevel::info : ops::LogLevel::error,
            room.has_room ? "disk_has_room" : "disk_full",
            {{"free_bytes", room.free_bytes.value_or(0)}, {"min_free_bytes", room.floor_bytes}});
}

}  // namespace berth::app
