// The port of requests to jobs on maps.
#pragma once

#include "registry/ports/job_requests.h"
#include "storage/memory/database.h"
#include "storage/memory/way.h"

namespace berth::storage::memory {

class MemoryJobRequests final : public JobRequests {
 public:
  // The database must outlive the requests.
  MemoryJobRequests(Database& database, const Way& way) : database_(database), way_(way) {}

  std::int64_t add(GarbageRun run, Timestamp now) override;
  bool is_open(std::int64_t id) override;
  std::optional<GarbageReport> take_answer(std::int64_t id) override;
  std::optional<GarbageRequest> next() override;
  void answer(std::int64_t id, const GarbageReport& report) override;
  void cancel(std::int64_t id) override;

 private:
  Database& database_;
  const Way way_;
};

}  // namespace berth::storage::memory
