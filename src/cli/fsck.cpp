// berth fsck
#include "registry/use_cases/fsck.h"

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "cli/administration.h"
#include "cli/commands.h"
#include "cli/config_options.h"
#include "cli/listing.h"
#include "ops/data_directory.h"
#include "stores/data_opening.h"
#include "stores/open_stores.h"

namespace berth::cli {
namespace {

constexpr std::string_view kSettings[] = {"sparse-images"};
// 1 means that something is wrong.
constexpr int kExitCannotLook = kExitUsage;

struct FsckOptions {
  std::string command;  // its full name
  Fsck::Options check;
  OutputFormat format = OutputFormat::table;
};

void print_summary(const FsckReport& report, FsckMode mode) {
  std::printf("%llu manifests, %llu blobs (%llu bytes): %llu problems%s, %llu notes\n",
              static_cast<unsigned long long>(report.manifests),
              static_cast<unsigned long long>(report.blobs),
              static_cast<unsigned long long>(report.blob_bytes),
              static_cast<unsigned long long>(report.problems),
              mode == FsckMode::repair && report.problems != 0 ? ", mended where they can be" : "",
              static_cast<unsigned long long>(report.notes));
}

int check(const ops::Config& config, const ops::DataDirectory& directory,
          const FsckOptions& options) {
  const bool repairs = options.check.mode == FsckMode::repair;  // then the lock is held
  const auto role = repairs ? StoreRole::instead_of_a_server : StoreRole::beside_a_server;
  const stores::Stores opened = stores::open_stores(config, role);
  IntegrityStore* const integrity = opened.integrity();
  if (integrity == nullptr) {
    std::fprintf(stderr, "berth: the database of this store checks itself\n");
    return kExitCannotLook;
  }
  const SystemClock clock;
  Listing listing(
      {{"severity", "SEVERITY"}, {"kind", "KIND"}, {"subject", "SUBJECT"}, {"reason", "REASON"}});
  Fsck fsck({*integrity, opened.garbage(), opened.blobs(), clock}, options.check,
            [&](Finding finding) {
              const bool is_wrong = is_problem(finding.kind, options.check.references);
              listing.add({is_wrong ? "problem" : "note", std::string(name_of(finding.kind)),
                           std::move(finding.subject), std::move(finding.reason)});
            });
  Result<FsckReport> report;
  try {
    report = fsck.run();
  } catch (...) {
    // Findings and repairs are shown even if the rest could not be checked.
    listing.print(options.format);
    throw;
  }
  if (!report) {
    print_config_error({.subject = directory.blobs().string(),
                        .reason = "not one of the blobs that are files is there, so nothing is "
                                  "repaired: put them back; if they are lost, push an image with a "
                                  "new layer first"});
    return kExitCannotLook;
  }
  if (options.format == OutputFormat::json || report->problems + report->notes != 0) {
    listing.print(options.format);
  }
  if (options.format == OutputFormat::table) print_summary(*report, options.check.mode);
  const bool has_mended = repairs && report->problems + report->notes != 0;
  if (has_mended) {
    const bool is_recorded =
        record_changes(directory, options.command,
                       {{.resource = "",
                         .detail = std::to_string(report->problems) + " problems, " +
                                   std::to_string(report->notes) + " notes"}});
    if (!is_recorded) return EXIT_FAILURE;
  }
  return report->problems == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int run_alone_or_beside(const ops::Config& config, const FsckOptions& options) {
  auto data = stores::open_for_command(config, stores::KeyNeed::if_there);
  if (!data) {
    print_config_error(data.error());
    return kExitCannotLook;
  }
  if (options.check.mode == FsckMode::look) return check(config, data->directory, options);
  // Looking needs no lock; but a repair would disturb a server that starts meanwhile.
  if (!data->directory.try_lock()) {
    std::fprintf(stderr, "berth: stop the server first: --repair must be alone with the data\n");
    return kExitCannotLook;
  }
  if (auto still = stores::check_data(data->directory, config, stores::KeyNeed::if_there); !still) {
    print_config_error(still.error());
    return kExitCannotLook;
  }
  if (!can_record(data->directory)) return kExitCannotLook;
  return check(config, data->directory, options);
}

int run_fsck(const ops::Config& config, const FsckOptions& options) {
  try {
    return run_alone_or_beside(config, options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "berth: %s\n", error.what());
    return kExitCannotLook;
  }
}

}  // namespace

void add_fsck(const Command& berth) {
  const Command fsck = berth.add_command("fsck",
                                         "check that the stored data are what was pushed; 1 if "
                                         "something is wrong, 2 if it cannot check");
  const auto options = std::make_shared<FsckOptions>();
  options->command = fsck.name() + " --repair";
  const auto body = [options](const ops::Config& config) {
    options->check.references = config.references;
    options->check.author.user = ops::command_user();
    return run_fsck(config, *options);
  };
  on_data(fsck, body, kSettings);
  fsck.add_flag(
      "--repair",
      "repair what can be repaired; damaged data go to DIR/damaged (stop the server first)",
      [options] { options->check.mode = FsckMode::repair; });
  fsck.add_flag("--quick", "do not read blobs, only check their sizes",
                [options] { options->check.depth = FsckDepth::quick; });
  add_output_option(fsck, options->format);
}

}  // namespace berth::cli
