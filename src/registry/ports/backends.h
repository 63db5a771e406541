// What one kind of store brings along: its ports, opened over one database or over one place for
// blobs, and what a server has to know to run on it. stores/open_stores.h chooses the kinds;
// nothing else names one.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/histogram.h"
#include "registry/ports/account_store.h"
#include "registry/ports/audit_store.h"
#include "registry/ports/blob_store.h"
#include "registry/ports/garbage_store.h"
#include "registry/ports/integrity_store.h"
#include "registry/ports/job_requests.h"
#include "registry/ports/metadata_store.h"
#include "registry/ports/usage_store.h"

namespace berth {

// The kind of process that opens a store.
enum class StoreRole : std::uint8_t {
  // Makes what is missing, migrates an older store to the newest schema, and does the upkeep.
  server,
  // A command: a server, perhaps an older one, may be running on the store. An older schema is
  // refused, and all upkeep is left to the server.
  beside_a_server,
  // A command that holds the lock of the data directory, so that no server runs: likewise, but it
  // does the upkeep.
  instead_of_a_server,
};

// Stored data that cannot be read as they were written. Views live for the duration of the call.
struct Damage {
  std::string_view what;
  std::string_view remedy;  // what a person can do about it
};
// Called as soon as damage is found, on the thread that finds it; must not throw.
using DamageListener = std::function<void(const Damage&)>;

// What a store of metadata tells of itself, for monitoring.
struct MetadataFigures {
  std::uint64_t schema_version = 0;  // 0: it has none
  std::uint64_t database_bytes = 0;  // on the disk
  std::uint64_t log_bytes = 0;       // of its write-ahead log, likewise
  std::uint64_t queued_writes = 0;   // that wait for the next commit now
  // All commits so far: how many writes each made durable, and how long it took, in nanoseconds.
  HistogramFigures batch_sizes = {};
  HistogramFigures commits = {};
};

// The ports over one database. Those that it returns live as long as it does.
class MetadataBackend {
 public:
  MetadataBackend() = default;
  MetadataBackend(const MetadataBackend&) = delete;
  MetadataBackend& operator=(const MetadataBackend&) = delete;
  virtual ~MetadataBackend() = default;

  // Any thread may call.
  virtual AccountStore& accounts() = 0;
  virtual MetadataStore& metadata() = 0;
  virtual GarbageStore& garbage() = 0;
  virtual AuditStore& audit() = 0;
  virtual UsageStore& usage() = 0;
  virtual JobRequests& job_requests() = 0;
  // For one thread. nullptr: the database itself checks what the port would check.
  virtual IntegrityStore* integrity() = 0;

  // Throws what a request would meet. Any thread may call; may block. Writes nothing, so that
  // answers kept in memory stay valid.
  virtual void check() = 0;
  // How many file descriptors it has open at most.
  [[nodiscard]] virtual std::uint64_t descriptors_needed() const = 0;
  // Cheap: reads no rows. Any thread may call.
  virtual MetadataFigures figures() { return {}; }
};

// How much may be added to what is stored.
struct Room {
  std::optional<std::uint64_t> free_bytes = {};  // nullopt: unknown
  std::uint64_t floor_bytes = 0;                 // below that, nothing is added
  bool has_room = true;                          // to add anything
};
// Called when has_room changes, on the thread that notices it.
using RoomListener = std::function<void(const Room&)>;

// What a store of blobs tells of itself, for monitoring.
struct BlobFigures {
  std::uint64_t uploads = 0;       // that have begun and not ended
  std::uint64_t upload_bytes = 0;  // received of them
  HistogramFigures syncs = {};     // how long it took to make the bytes of a blob durable
};

// The port over one place for blobs, which lives as long as this does. Any thread may call.
class BlobBackend {
 public:
  BlobBackend() = default;
  BlobBackend(const BlobBackend&) = delete;
  BlobBackend& operator=(const BlobBackend&) = delete;
  virtual ~BlobBackend() = default;

  virtual BlobStore& blobs() = 0;

  // Whether that many more bytes may be added, to the blobs or beside them. Seldom looks further
  // than into memory.
  virtual bool has_room_for(std::uint64_t bytes) = 0;
  // Looks at the room that is left now. A server calls it several times a second, because others
  // fill the disk, too.
  virtual Room look() = 0;
  // Cheap: looks at no blob.
  virtual BlobFigures figures() { return {}; }
  // Whether another process keeps blobs from being removed now, because it copies them.
  virtual bool are_removals_paused() { return false; }
};

}  // namespace berth
