// What GET /readyz checks.
#pragma once

#include "app/readiness.h"
#include "auth/key_ring.h"
#include "ops/data_directory.h"
#include "stores/open_stores.h"

namespace berth::app {

// What the checks look at, in this order: the stores, the data directory, the room on the disk, and
// whether the key still opens the secrets of the first registry. All must outlive `readiness`.
struct Health {
  const ops::DataDirectory& directory;
  const stores::Stores& store;
  const auth::KeyRing& keys;
  const Registry& first_registry;
};
void add_checks(Readiness& readiness, const Health& health);

// Logs that the disk is full, or that it has room again.
void log_room(ops::Log& log, const Room& room);

}  // namespace berth::app
