// berth gc
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "cli/administration.h"
#include "cli/commands.h"
#include "cli/config_options.h"
#include "cli/listing.h"
#include "ops/data_directory.h"
#include "ops/server_note.h"
#include "registry/use_cases/garbage.h"
#include "stores/data_opening.h"
#include "stores/open_stores.h"

namespace berth::cli {
namespace {

constexpr std::chrono::milliseconds kPollInterval{100};
// After that the person waiting is told which server it waits for. The wait goes on: from outside,
// a long run and a hanging server look the same.
constexpr int kPollsInSilence = std::chrono::seconds{10} / kPollInterval;

constexpr std::string_view kPolicySettings[] = {"gc-grace", "upload-expiry", "empty-upload-expiry"};

// Prints what a run did, or would do, in the order of its steps.
void print(const GarbageReport& report, OutputFormat format) {
  Listing listing({{"kind", "KIND"},
                   {"count", "COUNT", ColumnKind::number},
                   {"bytes", "BYTES", ColumnKind::number}});
  const auto add = [&listing](const char* kind, const GarbageCount& count) {
    listing.add({kind, std::to_string(count.count), std::to_string(count.size_bytes)});
  };
  add("deletedRepositories", {.count = report.repositories});
  add("blobLinks", {.count = report.links});
  add("blobs", report.blobs);
  add("uploads", report.uploads);
  add("orphans", report.orphans);
  listing.print(format);
}

std::string text_of(std::chrono::seconds duration) {
  return std::to_string(duration.count()) + " s";
}

// Warns a caller whose options have no effect because a server is running.
void warn_of_ignored(const ops::Config& config, const std::optional<ops::ServerNote>& server) {
  std::string ignored;
  for (const std::string_view name : kPolicySettings) {
    const auto given = config.given.find(name);
    if (given == config.given.end() || !given->second.origin.starts_with("--")) continue;
    ignored += (ignored.empty() ? "--" : " and --") + std::string(name);
  }
  if (ignored.empty()) return;
  const std::string own = server ? " (gc-grace " + text_of(server->garbage.grace) +
                                       ", upload-expiry " + text_of(server->garbage.upload_expiry) +
                                       ", empty-upload-expiry " +
                                       text_of(server->garbage.empty_upload_expiry) + ")"
                                 : "";
  std::fprintf(stderr, "berth: the running server collects by its own settings%s: %s is ignored\n",
               own.c_str(), ignored.c_str());
}

// Prints when garbage becomes collectable.
void print_waiting(const ops::Config& config, const ops::DataDirectory& directory) {
  const auto server = directory.is_locked()
                          ? std::optional(ops::ServerNote{.garbage = config.garbage})
                          : ops::read_server_note(directory.lock_file());
  const auto backend = stores::open_metadata(config, StoreRole::beside_a_server);
  GarbageStore& garbage = backend->garbage();
  const auto waiting = garbage.find_waiting();
  if (!waiting || !server) return;
  const std::chrono::seconds grace = server->garbage.grace;
  const GarbageCount blobs = garbage.measure(Timestamp::max()).blobs;
  std::printf("\n%" PRIu64 " blobs (%" PRIu64
              " bytes) are not needed and not yet due: the first is at %s, the last at %s"
              " (gc-grace %s)\n",
              blobs.count, blobs.size_bytes, format_rfc3339(waiting->first + grace).c_str(),
              format_rfc3339(waiting->last + grace).c_str(), text_of(grace).c_str());
}

Checked<GarbageReport> collect_here(const ops::Config& config, const ops::DataDirectory& directory,
                                    const Clock& clock, GarbageRun run) {
  // Checked under the lock, so that the data cannot be exchanged afterwards.
  const auto still = stores::check_data(directory, config, stores::KeyNeed::required);
  if (!still) return failure_of(still);
  const stores::Stores opened = stores::open_stores(config, StoreRole::instead_of_a_server);
  GarbageCollector collector(opened.garbage(), opened.blobs(), clock, config.garbage,
                             {.via = Via::collector, .user = ops::command_user()});
  const auto go_on = [] { return true; };
  return run == GarbageRun::dry ? collector.measure(go_on)
                                : collector.run(OrphanScan::everything, go_on);
}

// Asks the server, which does the work with its own settings. nullopt: the server failed, or it has
// ended, and then the directory is locked.
std::optional<GarbageReport> collect_there(const ops::Config& config, ops::DataDirectory& directory,
                                           const Clock& clock, GarbageRun run) {
  const auto backend = stores::open_metadata(config, StoreRole::beside_a_server);
  JobRequests& requests = backend->job_requests();
  const std::int64_t request = requests.add(run, clock.now());
  for (int polls = 0;; ++polls) {
    if (auto report = requests.take_answer(request)) return report;
    if (!requests.is_open(request)) return requests.take_answer(request);
    if (directory.try_lock()) {
      requests.cancel(request);
      return std::nullopt;
    }
    if (polls == kPollsInSilence) {
      std::fprintf(stderr, "berth: still waiting for the server on %s; Ctrl-C ends only the wait\n",
                   directory.path().c_str());
    }
    std::this_thread::sleep_for(kPollInterval);
  }
}

// Only a running server knows which blobs are being pushed, so it does the work. If it ends
// meanwhile, the work is done here. nullopt: it failed.
Checked<std::optional<GarbageReport>> collect(const ops::Config& config,
                                              ops::DataDirectory& directory, GarbageRun run) {
  const SystemClock clock;
  if (directory.try_lock()) return collect_here(config, directory, clock, run);
  auto report = collect_there(config, directory, clock, run);
  if (!report && directory.is_locked()) return collect_here(config, directory, clock, run);
  return report;
}

// A summary for the administration log.
std::string detail_of(const GarbageReport& report) {
  return std::to_string(report.blobs.count) + " blobs, " + std::to_string(report.uploads.count) +
         " uploads, " + std::to_string(report.orphans.count) + " orphans";
}

int run_gc(const ops::Config& config, const std::string& command, GarbageRun run,
           OutputFormat format) {
  auto data = stores::open_for_command(config, stores::KeyNeed::required);
  if (!data) {
    print_config_error(data.error());
    return kExitUsage;
  }
  if (run == GarbageRun::for_real && !can_record(data->directory)) return kExitUsage;
  const auto report = collect(config, data->directory, run);
  if (!report) {
    print_config_error(report.error());
    return kExitUsage;
  }
  if (!*report) {
    std::fprintf(stderr, "berth: garbage collection failed: see the server's log\n");
    return EXIT_FAILURE;
  }
  if (!data->directory.is_locked()) {
    warn_of_ignored(config, ops::read_server_note(data->directory.lock_file()));
  }
  print(**report, format);
  if (format == OutputFormat::table) print_waiting(config, data->directory);
  if (run == GarbageRun::dry || **report == GarbageReport()) return EXIT_SUCCESS;
  const bool is_recorded =
      record_changes(data->directory, command, {{.resource = "", .detail = detail_of(**report)}});
  return is_recorded ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

void add_gc(const Command& berth) {
  const Command gc = berth.add_command(
      "gc", "delete unused blobs and abandoned uploads now; a running server does it by itself");
  struct Options {
    GarbageRun run = GarbageRun::for_real;
    OutputFormat format = OutputFormat::table;
  };
  const auto options = std::make_shared<Options>();
  const auto body = [options, gc](const ops::Config& config) {
    return run_gc(config, gc.name(), options->run, options->format);
  };
  on_data(gc, body, kPolicySettings);
  gc.add_flag("--dry-run", "show what would be deleted, and delete nothing",
              [options] { options->run = GarbageRun::dry; });
  add_output_option(gc, options->format);
}

}  // namespace berth::cli
