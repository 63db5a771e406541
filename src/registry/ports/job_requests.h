// Port: work of a server's jobs that another process asks for, and the answers to it. So far only
// the garbage collector can be asked for a run.
//
// Any thread of any process may call any method, which may block; each is one transaction. What one
// process writes, the others see with their next call. A broken store throws.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "registry/values/garbage_report.h"

namespace berth {

enum class GarbageRun : std::uint8_t { for_real, dry };

// If an answer is not fetched within a day, the process that asked is gone.
inline constexpr std::chrono::hours kRequestKept{24};

struct GarbageRequest {
  std::int64_t id = 0;
  GarbageRun run = GarbageRun::for_real;
};

class JobRequests {
 public:
  JobRequests() = default;
  JobRequests(const JobRequests&) = delete;
  JobRequests& operator=(const JobRequests&) = delete;
  virtual ~JobRequests() = default;

  // --- for the process that asks ---
  // Asks for a run of the garbage collector, and returns the id of the request. Forgets requests
  // that are older than kRequestKept, with their answers.
  virtual std::int64_t add(GarbageRun run, Timestamp now) = 0;
  // Whether the request still waits for its answer: neither answered nor cancelled.
  virtual bool is_open(std::int64_t id) = 0;
  // Returns the answer, if it has come, and only once.
  virtual std::optional<GarbageReport> take_answer(std::int64_t id) = 0;

  // --- for the job ---
  // The oldest request without an answer. Changes nothing, and is cheap: a job calls it several
  // times a second.
  virtual std::optional<GarbageRequest> next() = 0;
  virtual void answer(std::int64_t id, const GarbageReport& report) = 0;

  // For both: takes the request back, or says that it cannot be answered.
  virtual void cancel(std::int64_t id) = 0;
};

}  // namespace berth
