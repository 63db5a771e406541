// A memory behind its ports, and what a server has to know of it.
#pragma once

#include <limits>
#include <memory>

#include "registry/ports/backends.h"
#include "registry/rules/garbage_policy.h"
#include "storage/memory/memory.h"
#include "storage/memory/memory_account_store.h"
#include "storage/memory/memory_audit_store.h"
#include "storage/memory/memory_blob_store.h"
#include "storage/memory/memory_garbage_store.h"
#include "storage/memory/memory_job_requests.h"
#include "storage/memory/memory_metadata_store.h"
#include "storage/memory/memory_usage_store.h"

namespace berth::storage::memory {

class MemoryMetadataBackend final : public MetadataBackend {
 public:
  MemoryMetadataBackend(std::shared_ptr<Memory> memory, Distance distance, const Quotas& quotas,
                        const GarbagePolicy& garbage)
      : memory_(std::move(memory)),
        way_(distance, memory_->gate),
        metadata_(memory_->database, way_, quotas, garbage) {}

  AccountStore& accounts() override { return accounts_; }
  MetadataStore& metadata() override { return metadata_; }
  GarbageStore& garbage() override { return garbage_; }
  AuditStore& audit() override { return audit_; }
  UsageStore& usage() override { return usage_; }
  JobRequests& job_requests() override { return job_requests_; }
  IntegrityStore* integrity() override { return nullptr; }
  void check() override { way_.travel(); }
  [[nodiscard]] std::uint64_t descriptors_needed() const override { return 0; }

 private:
  const std::shared_ptr<Memory> memory_;
  const Way way_;
  MemoryMetadataStore metadata_;
  MemoryAccountStore accounts_{memory_->database, way_};
  MemoryGarbageStore garbage_{memory_->database, way_};
  MemoryAuditStore audit_{memory_->database, way_};
  MemoryUsageStore usage_{memory_->database, way_};
  MemoryJobRequests job_requests_{memory_->database, way_};
};

class MemoryBlobBackend final : public BlobBackend {
 public:
  // The clock must outlive the backend.
  MemoryBlobBackend(std::shared_ptr<Memory> memory, Distance distance, const SteadyClock& clock)
      : memory_(std::move(memory)), blobs_(memory_->blobs, clock, Way(distance, memory_->gate)) {}

  BlobStore& blobs() override { return blobs_; }
  bool has_room_for(std::uint64_t /*bytes*/) override { return true; }
  Room look() override { return {.free_bytes = std::numeric_limits<std::uint64_t>::max()}; }

 private:
  const std::shared_ptr<Memory> memory_;
  MemoryBlobStore blobs_;
};

}  // namespace berth::storage::memory
