// Every metric, declared once: the page of a server and docs/operating/metrics.md come from here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace berth::metrics {

enum class Metric : std::uint8_t {
  // Requests. The registry_http_ ones are named and meant as those of CNCF Distribution.
  http_requests,
  http_request_duration,
  http_request_size,
  http_response_size,
  http_in_flight,
  operations,
  // Logins.
  tokens_issued,
  authentication_failures,
  // Answers from memory.
  answer_hits,
  answer_misses,
  answer_bytes,
  held_bytes,
  // Connections.
  connections_open,
  connections_resting,
  connections_accepted,
  connections_refused,
  connections_displaced,
  tls_handshakes,
  tls_certificate_expiry,
  // Workers.
  workers,
  worker_queue_length,
  worker_wait,
  // Stores.
  writer_queue_length,
  writer_batch_size,
  sync_duration,
  database_size,
  schema_version,
  uploads_open,
  upload_bytes,
  disk_free,
  disk_floor,
  // Usage.
  blobs,
  blob_bytes,
  registry_repositories,
  registry_images,
  registry_tags,
  registry_blobs,
  registry_size,
  registry_quota,
  // Garbage collection.
  gc_runs,
  gc_run_duration,
  gc_removed,
  gc_freed_bytes,
  gc_orphans,
  gc_postponed,
  // The process.
  build_info,
  process_cpu,
  process_resident_memory,
  process_virtual_memory,
  process_open_fds,
  process_max_fds,
  process_start_time,
};
inline constexpr std::size_t kMetrics = static_cast<std::size_t>(Metric::process_start_time) + 1;

enum class Type : std::uint8_t { counter, gauge, histogram };
// In what a value is given to an Exposition. Times are written in seconds.
enum class Unit : std::uint8_t { one, bytes, nanoseconds };

inline constexpr std::size_t kMaxLabels = 3;

struct Declaration {
  Metric metric;
  std::string_view name;
  Type type;
  Unit unit;
  std::array<std::string_view, kMaxLabels> labels;  // the unused ones, at the end, are empty
  std::string_view help;                            // one line

  [[nodiscard]] constexpr std::size_t label_count() const {
    std::size_t count = 0;
    while (count < labels.size() && !labels.at(count).empty()) ++count;
    return count;
  }
};

// Metrics that belong together, under a title of the page in docs/.
struct Group {
  std::string_view title;
  std::span<const Declaration> declarations;
};

// In the order of Metric.
std::span<const Group> groups();
const Declaration& declaration_of(Metric metric);
std::string_view text_of(Type type);

}  // namespace berth::metrics
