#include "metrics/table.h"

namespace berth::metrics {
namespace {

using enum Metric;
using enum Type;
using enum Unit;

constexpr std::array kRequests{
    Declaration{http_requests,
                "registry_http_requests_total",
                counter,
                one,
                {"handler", "method", "code"},
                "HTTP requests by status code; 499: the client went away before the answer"},
    Declaration{http_request_duration,
                "registry_http_request_duration_seconds",
                histogram,
                nanoseconds,
                {"handler", "method"},
                "Time from the whole head of a request to the end of its answer"},
    Declaration{http_request_size,
                "registry_http_request_size_bytes",
                histogram,
                bytes,
                {"handler"},
                "Size of the bodies of requests, as far as they were received"},
    Declaration{http_response_size,
                "registry_http_response_size_bytes",
                histogram,
                bytes,
                {"handler"},
                "Size of the bodies of answers, as far as they were sent"},
    Declaration{http_in_flight,
                "registry_http_in_flight_requests",
                gauge,
                one,
                {},
                "Requests that are being answered"},
    Declaration{operations,
                "berth_operations_total",
                counter,
                one,
                {"api", "operation", "outcome"},
                "Operations of the APIs; outcome is ok, refused (4xx), failed (5xx) or gone (the "
                "client went away)"},
};
constexpr std::array kLogins{
    Declaration{tokens_issued,
                "berth_tokens_issued_total",
                counter,
                one,
                {"kind"},
                "Passwords (login) and tokens (bearer, refresh) that were issued"},
    Declaration{authentication_failures,
                "berth_authentication_failures_total",
                counter,
                one,
                {"reason"},
                "Logins and signatures that were refused; no_credentials is the first step of "
                "every docker login and no attack"},
};
constexpr std::array kMemory{
    Declaration{answer_hits,
                "berth_answer_memory_hits_total",
                counter,
                one,
                {"api"},
                "Reads that were answered from memory"},
    Declaration{answer_misses,
                "berth_answer_memory_misses_total",
                counter,
                one,
                {"api"},
                "Reads whose answer had to be made; large blobs are always among them"},
    Declaration{answer_bytes,
                "berth_answer_memory_bytes",
                gauge,
                bytes,
                {"api"},
                "Memory of the answers that are kept"},
    Declaration{held_bytes,
                "berth_held_bytes",
                gauge,
                bytes,
                {},
                "Memory held for clients: bodies that are being received or sent"},
};
constexpr std::array kConnections{
    Declaration{connections_open, "berth_connections_open", gauge, one, {}, "Open connections"},
    Declaration{connections_resting,
                "berth_connections_resting",
                gauge,
                one,
                {},
                "Open connections that have been idle for a while and hold no buffer"},
    Declaration{connections_accepted,
                "berth_connections_accepted_total",
                counter,
                one,
                {},
                "Connections that were accepted, including those refused afterwards"},
    Declaration{connections_refused,
                "berth_connections_refused_total",
                counter,
                one,
                {"reason"},
                "Connections that were closed before their first request"},
    Declaration{connections_displaced,
                "berth_connections_displaced_total",
                counter,
                one,
                {},
                "Idle connections that were closed so that a new one could be served"},
    Declaration{tls_handshakes,
                "berth_tls_handshakes_total",
                counter,
                one,
                {"result"},
                "TLS handshakes that succeeded (ok) or did not (failed), and connections that the "
                "peer closed without having sent a byte, as probes do (not_begun)"},
    Declaration{tls_certificate_expiry,
                "berth_tls_certificate_expiry_timestamp_seconds",
                gauge,
                nanoseconds,
                {},
                "When the certificate in use expires, in seconds since the epoch"},
};
constexpr std::array kWorkers{
    Declaration{workers, "berth_workers", gauge, one, {}, "Threads that answer requests that wait"},
    Declaration{worker_queue_length,
                "berth_worker_queue_length",
                gauge,
                one,
                {},
                "Requests that wait for a worker"},
    Declaration{worker_wait,
                "berth_worker_wait_seconds",
                histogram,
                nanoseconds,
                {},
                "How long requests waited for a worker"},
};
constexpr std::array kStores{
    Declaration{writer_queue_length,
                "berth_writer_queue_length",
                gauge,
                one,
                {},
                "Writes to the database that wait for the next commit"},
    Declaration{writer_batch_size,
                "berth_writer_batch_size",
                histogram,
                one,
                {},
                "How many writes each commit made durable"},
    Declaration{sync_duration,
                "berth_sync_duration_seconds",
                histogram,
                nanoseconds,
                {"kind"},
                "How long the disk took to make a commit, or the file of a blob, durable"},
    Declaration{database_size,
                "berth_database_size_bytes",
                gauge,
                bytes,
                {"file"},
                "Size of the database and of its write-ahead log (log)"},
    Declaration{schema_version,
                "berth_schema_version",
                gauge,
                one,
                {},
                "Version of the schema of the database"},
    Declaration{uploads_open,
                "berth_uploads_open",
                gauge,
                one,
                {},
                "Uploads that have begun and not ended"},
    Declaration{upload_bytes,
                "berth_upload_bytes",
                gauge,
                bytes,
                {},
                "What has been received of those uploads"},
    Declaration{disk_free,
                "berth_disk_free_bytes",
                gauge,
                bytes,
                {},
                "Free space on the disk of the data directory"},
    Declaration{disk_floor,
                "berth_disk_floor_bytes",
                gauge,
                bytes,
                {},
                "The free space below which nothing more is added (min-free-space)"},
};
constexpr std::array kUsage{
    Declaration{blobs,
                "berth_blobs",
                gauge,
                one,
                {},
                "Blobs of the store, each once, including those that wait to be collected"},
    Declaration{blob_bytes, "berth_blob_bytes", gauge, bytes, {}, "Their size"},
    Declaration{registry_repositories,
                "berth_registry_repositories",
                gauge,
                one,
                {"registry"},
                "Repositories of a registry, which the label names by its alias"},
    Declaration{registry_images,
                "berth_registry_images",
                gauge,
                one,
                {"registry"},
                "Images of those repositories"},
    Declaration{registry_tags,
                "berth_registry_tags",
                gauge,
                one,
                {"registry"},
                "Tags of those repositories"},
    Declaration{registry_blobs,
                "berth_registry_blobs",
                gauge,
                one,
                {"registry"},
                "Blobs of those repositories; a blob counts in each of them"},
    Declaration{registry_size,
                "berth_registry_size_bytes",
                gauge,
                bytes,
                {"registry", "kind"},
                "What those repositories hold: blobs and manifests"},
    Declaration{registry_quota,
                "berth_registry_quota_bytes",
                gauge,
                bytes,
                {"registry"},
                "What they may hold together; none: no limit"},
};
constexpr std::array kCollector{
    Declaration{gc_runs,
                "berth_gc_runs_total",
                counter,
                one,
                {"trigger", "result"},
                "Runs of the garbage collector, by schedule or on request"},
    Declaration{gc_run_duration,
                "berth_gc_run_duration_seconds",
                histogram,
                nanoseconds,
                {},
                "How long those runs took that did not fail"},
    Declaration{gc_removed,
                "berth_gc_removed_total",
                counter,
                one,
                {"kind"},
                "What those runs removed: deleted repositories, links of repositories to blobs, "
                "blobs, abandoned uploads"},
    Declaration{gc_freed_bytes,
                "berth_gc_freed_bytes_total",
                counter,
                bytes,
                {"kind"},
                "Bytes that those runs freed"},
    Declaration{gc_orphans,
                "berth_gc_orphans_total",
                counter,
                one,
                {},
                "Blobs without a row that those runs found"},
    Declaration{gc_postponed,
                "berth_gc_postponed_total",
                counter,
                one,
                {},
                "Blobs that those runs left alone because they were being pushed again, or a "
                "backup was being made"},
};
constexpr std::array kProcess{
    Declaration{build_info,
                "berth_build_info",
                gauge,
                one,
                {"version"},
                "1; the version of Berth that runs is in the label"},
    Declaration{process_cpu,
                "process_cpu_seconds_total",
                counter,
                nanoseconds,
                {},
                "CPU time of the process, in user and system mode"},
    Declaration{process_resident_memory,
                "process_resident_memory_bytes",
                gauge,
                bytes,
                {},
                "Resident memory of the process, including mapped pages of the database"},
    Declaration{process_virtual_memory,
                "process_virtual_memory_bytes",
                gauge,
                bytes,
                {},
                "Virtual memory of the process"},
    Declaration{process_open_fds, "process_open_fds", gauge, one, {}, "Open file descriptors"},
    Declaration{process_max_fds,
                "process_max_fds",
                gauge,
                one,
                {},
                "How many file descriptors may be open"},
    Declaration{process_start_time,
                "process_start_time_seconds",
                gauge,
                nanoseconds,
                {},
                "When the server started, in seconds since the epoch"},
};

constexpr std::array kGroups{
    Group{"Requests", kRequests}, Group{"Logins", kLogins},
    Group{"Memory", kMemory},     Group{"Connections", kConnections},
    Group{"Workers", kWorkers},   Group{"Stores", kStores},
    Group{"Usage", kUsage},       Group{"Garbage collection", kCollector},
    Group{"Process", kProcess},
};

constexpr auto kByMetric = [] {
  std::array<const Declaration*, kMetrics> all{};
  for (const Group& group : kGroups) {
    for (const Declaration& declaration : group.declarations) {
      all.at(static_cast<std::size_t>(declaration.metric)) = &declaration;
    }
  }
  return all;
}();

consteval bool has_every_metric_once_in_order() {
  std::size_t next = 0;
  for (const Group& group : kGroups) {
    for (const Declaration& declaration : group.declarations) {
      if (static_cast<std::size_t>(declaration.metric) != next++) return false;
    }
  }
  return next == kMetrics;
}
static_assert(has_every_metric_once_in_order());

}  // namespace

std::span<const Group> groups() {
  return kGroups;
}

const Declaration& declaration_of(Metric metric) {
  return *kByMetric.at(static_cast<std::size_t>(metric));
}

std::string_view text_of(Type type) {
  switch (type) {
    case Type::counter:
      return "counter";
    case Type::gauge:
      return "gauge";
    case Type::histogram:
      return "histogram";
  }
  return "untyped";
}

}  // namespace berth::metrics
