#include "app/metrics_page.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <utility>

#include "app/process_figures.h"
#include "metrics/exposition.h"

namespace berth::app {
namespace {

using metrics::Exposition;
using metrics::Metric;

// The value that a label has for each value of an enumeration.
template <typename Kind>
using Named = std::pair<Kind, std::string_view>;

using auth::LoginFault;
using auth::SignatureFault;
using auth::TokenUse;
using net::ConnectionRefusal;

constexpr std::array<Named<TokenUse>, 3> kTokens{
    {{TokenUse::login, "login"}, {TokenUse::bearer, "bearer"}, {TokenUse::refresh, "refresh"}}};
constexpr std::array<Named<LoginFault>, 14> kLoginFaults{
    {{LoginFault::no_credentials, "no_credentials"},
     {LoginFault::header_too_long, "header_too_long"},
     {LoginFault::unknown_scheme, "unknown_scheme"},
     {LoginFault::basic_malformed, "basic_malformed"},
     {LoginFault::basic_required, "basic_required"},
     {LoginFault::unknown_token, "unknown_token"},
     {LoginFault::unknown_refresh_token, "unknown_refresh_token"},
     {LoginFault::unknown_password, "unknown_password"},
     {LoginFault::unknown_user, "unknown_user"},
     {LoginFault::misused_refresh_token, "misused_refresh_token"},
     {LoginFault::no_registry, "no_registry"},
     {LoginFault::token_expired, "token_expired"},
     {LoginFault::login_expired, "login_expired"},
     {LoginFault::access_key_deleted, "access_key_deleted"}}};
constexpr std::array<Named<SignatureFault>, 5> kSignatureFaults{
    {{SignatureFault::missing, "signature_missing"},
     {SignatureFault::incomplete, "signature_incomplete"},
     {SignatureFault::unknown_key, "signature_unknown_key"},
     {SignatureFault::expired, "signature_expired"},
     {SignatureFault::mismatch, "signature_mismatch"}}};
constexpr std::array<Named<ConnectionRefusal>, 3> kConnectionRefusals{
    {{ConnectionRefusal::server_full, "server_full"},
     {ConnectionRefusal::address_full, "address_full"},
     {ConnectionRefusal::handshakes_too_often, "handshakes_too_often"}}};
constexpr std::array<Named<GarbageTrigger>, 2> kTriggers{
    {{GarbageTrigger::schedule, "schedule"}, {GarbageTrigger::request, "request"}}};

template <typename Kind, std::size_t Count>
consteval bool names_all(const std::array<Named<Kind>, Count>& names, Kind last) {
  std::size_t next = 0;
  for (const auto& [kind, name] : names) {
    if (static_cast<std::size_t>(kind) != next++ || name.empty()) return false;
  }
  return next == static_cast<std::size_t>(last) + 1;
}
static_assert(names_all(kTokens, auth::kLastTokenUse));
static_assert(names_all(kLoginFaults, auth::kLastLoginFault));
static_assert(names_all(kSignatureFaults, auth::kLastSignatureFault));
static_assert(names_all(kConnectionRefusals, net::kLastConnectionRefusal));
static_assert(names_all(kTriggers, kLastGarbageTrigger));

// What a scrape may cost, and how many series there may be: those of the largest.
constexpr std::size_t kMaxRegistries = 1'000;

std::uint64_t since_epoch_ns(std::chrono::nanoseconds time) {
  return static_cast<std::uint64_t>(time.count());
}

// One series for each kind of a TallyOf.
void add_kinds(Exposition::Series& series, const auto& tallies, const auto& names) {
  for (const auto& [kind, name] : names) series.add({name}, tallies.count(kind));
}

void write_logins(Exposition& out, const auth::AuthenticationCounts& counts) {
  auto issued = out.begin(Metric::tokens_issued);
  add_kinds(issued, counts.issued, kTokens);
  auto failures = out.begin(Metric::authentication_failures);
  add_kinds(failures, counts.refused_logins, kLoginFaults);
  add_kinds(failures, counts.refused_signatures, kSignatureFaults);
}

void write_memory(Exposition& out, const MetricsSources& sources) {
  const std::array<std::pair<std::string_view, plane::AnswerFigures>, 2> memories{
      {{"oci", sources.oci.answer_figures()}, {"ecr_public", sources.aws.answer_figures()}}};
  const auto write = [&](Metric metric, std::uint64_t plane::AnswerFigures::* figure) {
    auto series = out.begin(metric);
    for (const auto& [api, figures] : memories) series.add({api}, figures.*figure);
  };
  write(Metric::answer_hits, &plane::AnswerFigures::hits);
  write(Metric::answer_misses, &plane::AnswerFigures::misses);
  write(Metric::answer_bytes, &plane::AnswerFigures::bytes);
  out.add(Metric::held_bytes, sources.budget.held_bytes());
}

void write_connections(Exposition& out, const net::ServerFigures& figures,
                       const net::TlsCredentials* tls) {
  out.add(Metric::connections_open, figures.connections);
  out.add(Metric::connections_resting, figures.resting);
  out.add(Metric::connections_accepted, figures.accepted);
  auto refused = out.begin(Metric::connections_refused);
  for (const auto& [reason, name] : kConnectionRefusals) {
    refused.add({name}, figures.refused.at(static_cast<std::size_t>(reason)));
  }
  out.add(Metric::connections_displaced, figures.displaced);
  auto handshakes = out.begin(Metric::tls_handshakes);
  handshakes.add({"ok"}, figures.handshakes);
  handshakes.add({"failed"}, figures.failed_handshakes);
  handshakes.add({"not_begun"}, figures.handshakes_not_begun);
  auto expiry = out.begin(Metric::tls_certificate_expiry);
  if (tls != nullptr) expiry.add({}, since_epoch_ns(tls->expires_at().time_since_epoch()));
}

void write_workers(Exposition& out, const net::ServerFigures& figures) {
  out.add(Metric::workers, figures.workers);
  out.add(Metric::worker_queue_length, figures.queued);
  out.add(Metric::worker_wait, figures.waits);
}

void write_stores(Exposition& out, const stores::Stores& store) {
  const MetadataFigures metadata = store.metadata_backend().figures();
  const BlobFigures blobs = store.blob_backend().figures();
  out.add(Metric::writer_queue_length, metadata.queued_writes);
  out.add(Metric::writer_batch_size, metadata.batch_sizes);
  auto syncs = out.begin(Metric::sync_duration);
  syncs.add({"commit"}, metadata.commits);
  syncs.add({"blob"}, blobs.syncs);
  auto sizes = out.begin(Metric::database_size);
  sizes.add({"database"}, metadata.database_bytes);
  sizes.add({"log"}, metadata.log_bytes);
  out.add(Metric::schema_version, metadata.schema_version);
  out.add(Metric::uploads_open, blobs.uploads);
  out.add(Metric::upload_bytes, blobs.upload_bytes);
  const Room room = store.blob_backend().look();
  out.add_if_known(Metric::disk_free, room.free_bytes);
  out.add(Metric::disk_floor, room.floor_bytes);
}

void write_usage(Exposition& out, UsageStore& usage, const Quotas& quotas) {
  const StoredBlobs stored = usage.stored_blobs();
  out.add(Metric::blobs, stored.count);
  out.add(Metric::blob_bytes, stored.size_bytes);
  const auto registries = usage.list_registries(kMaxRegistries);
  const auto write = [&](Metric metric, const auto& value_of) {
    auto series = out.begin(metric);
    for (const RegistryUsage& held : registries) {
      series.add({held.registry.alias.text()}, value_of(held));
    }
  };
  write(Metric::registry_repositories, [](const auto& held) { return held.repositories; });
  write(Metric::registry_images, [](const auto& held) { return held.usage.images; });
  write(Metric::registry_tags, [](const auto& held) { return held.usage.tags; });
  write(Metric::registry_blobs, [](const auto& held) { return held.usage.blobs; });
  auto sizes = out.begin(Metric::registry_size);
  for (const RegistryUsage& held : registries) {
    sizes.add({held.registry.alias.text(), "blob"}, held.usage.blob_bytes);
    sizes.add({held.registry.alias.text(), "manifest"}, held.usage.manifest_bytes);
  }
  auto limits = out.begin(Metric::registry_quota);
  for (const RegistryUsage& held : registries) {
    const auto limit = storage_limit(held.quota, quotas.bytes_per_registry);
    if (limit) limits.add({held.registry.alias.text()}, *limit);
  }
}

void write_garbage(Exposition& out, const GarbageTallies& tallies) {
  auto runs = out.begin(Metric::gc_runs);
  for (const auto& [trigger, name] : kTriggers) {
    runs.add({name, "ok"}, tallies.runs.count(trigger));
    runs.add({name, "failed"}, tallies.failures.count(trigger));
  }
  out.add(Metric::gc_run_duration, tallies.durations.figures());
  auto removed = out.begin(Metric::gc_removed);
  removed.add({"repository"}, tallies.repositories.count());
  removed.add({"link"}, tallies.links.count());
  removed.add({"blob"}, tallies.blobs.count());
  removed.add({"upload"}, tallies.uploads.count());
  auto freed = out.begin(Metric::gc_freed_bytes);
  freed.add({"blob"}, tallies.blob_bytes.count());
  freed.add({"upload"}, tallies.upload_bytes.count());
  out.add(Metric::gc_orphans, tallies.orphans.count());
  out.add(Metric::gc_postponed, tallies.postponed.count());
}

void write_process(Exposition& out, Timestamp started_at) {
  out.begin(Metric::build_info).add({BERTH_VERSION}, 1);
  const ProcessFigures process = look_at_process();
  out.add_if_known(Metric::process_cpu, process.cpu_ns);
  out.add_if_known(Metric::process_resident_memory, process.resident_bytes);
  out.add_if_known(Metric::process_virtual_memory, process.virtual_bytes);
  out.add_if_known(Metric::process_open_fds, process.open_files);
  out.add_if_known(Metric::process_max_fds, process.max_files);
  out.add(Metric::process_start_time, since_epoch_ns(started_at.time_since_epoch()));
}

}  // namespace

std::string write_metrics(const MetricsSources& sources) {
  Exposition out;
  const net::ServerFigures server = sources.server.figures();
  sources.requests.write(out);
  out.add(Metric::http_in_flight, server.requests);
  write_logins(out, sources.authenticator.counts());
  write_memory(out, sources);
  write_connections(out, server, sources.tls);
  write_workers(out, server);
  write_stores(out, sources.store);
  write_usage(out, sources.store.usage(), sources.quotas);
  write_garbage(out, sources.garbage.tallies());
  write_process(out, sources.started_at);
  return out.text();
}

OpsPage metrics_page(const MetricsSources& sources) {
  return {.path = "/metrics", .effort = http::Effort::may_wait, .answer = [sources] {
            http::Response response;
            response.fields.add("Content-Type", metrics::kContentType);
            response.body = write_metrics(sources);
            return response;
          }};
}

}  // namespace berth::app
