// Opens the stores: the one place that knows which kinds of store exist.
//
// For a server and for commands, data_opening.h comes first: it decides whether a data directory
// may be used at all.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <string>

#include "base/problem.h"
#include "base/steady_clock.h"
#include "ops/config.h"
#include "registry/ports/backends.h"
#include "registry/rules/upload_counts.h"

namespace berth::stores {

struct StoreKind;

struct OpenOptions {
  // Null: what the settings name. Tests bring kinds that no setting can name (storage/memory).
  const StoreKind* kind = nullptr;
  // So many threads can read the metadata at the same time; others wait.
  unsigned readers = 1;
  // Measures how long the writer of an upload is idle, and must outlive the stores. Null: the
  // machine's.
  const SteadyClock* steady_clock = nullptr;
  DamageListener on_damage = {};
  RoomListener on_room = {};
  // For the quotas, a server counts the unfinished uploads that it finds. open_stores() asks the
  // metadata; without an answer, they are not counted.
  RegistryOf registry_of = {};

  [[nodiscard]] const SteadyClock& clock() const;
};

// A problem: the setting metadata or blobs does not name a kind of store that exists.
Checked<void> check_kinds(const ops::Config& config);

// Both open the store that metadata or blobs names, which check_kinds() has accepted, unless the
// options bring a kind, and take data_dir, quotas, garbage and min_free_bytes from the
// configuration. They throw if the store cannot be used: it is damaged, or its schema is another
// Berth's.
std::unique_ptr<MetadataBackend> open_metadata(const ops::Config& config, StoreRole role,
                                               const OpenOptions& options = {});
std::unique_ptr<BlobBackend> open_blobs(const ops::Config& config, StoreRole role,
                                        const OpenOptions& options = {});

// How stores of a kind are opened, as by the two functions above.
struct StoreKind {
  std::unique_ptr<MetadataBackend> (*open_metadata)(const ops::Config& config, StoreRole role,
                                                    const OpenOptions& options);
  std::unique_ptr<BlobBackend> (*open_blobs)(const ops::Config& config, StoreRole role,
                                             const OpenOptions& options);
};

// Everything that is stored. The ports live as long as the object does.
class Stores {
 public:
  Stores(std::unique_ptr<MetadataBackend> metadata, std::unique_ptr<BlobBackend> blobs)
      : metadata_(std::move(metadata)), blobs_(std::move(blobs)) {}

  [[nodiscard]] AccountStore& accounts() const { return metadata_->accounts(); }
  [[nodiscard]] MetadataStore& metadata() const { return metadata_->metadata(); }
  [[nodiscard]] GarbageStore& garbage() const { return metadata_->garbage(); }
  [[nodiscard]] AuditStore& audit() const { return metadata_->audit(); }
  [[nodiscard]] UsageStore& usage() const { return metadata_->usage(); }
  [[nodiscard]] JobRequests& job_requests() const { return metadata_->job_requests(); }
  [[nodiscard]] IntegrityStore* integrity() const { return metadata_->integrity(); }
  [[nodiscard]] BlobStore& blobs() const { return blobs_->blobs(); }

  [[nodiscard]] MetadataBackend& metadata_backend() const { return *metadata_; }
  [[nodiscard]] BlobBackend& blob_backend() const { return *blobs_; }

 private:
  std::unique_ptr<MetadataBackend> metadata_;
  std::unique_ptr<BlobBackend> blobs_;
};

// open_metadata() and open_blobs().
Stores open_stores(const ops::Config& config, StoreRole role, const OpenOptions& options = {});

// What to print about an exception: its message, and a remedy if it is a store's and one is known.
std::string explain(const std::exception& failure);

}  // namespace berth::stores
