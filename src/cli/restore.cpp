// berth restore
#include "backup/restore.h"

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "cli/administration.h"
#include "cli/commands.h"
#include "cli/config_options.h"
#include "cli/copy_report.h"

namespace berth::cli {
namespace {

struct Options {
  std::string command;  // its full name
  std::string folder;
  backup::Incomplete incomplete = backup::Incomplete::refused;
};

bool is_served(const backup::RestoreReport& report, const Options& options) {
  return report.outcome != backup::Outcome::not_whole ||
         (options.incomplete == backup::Incomplete::accepted && !report.directory.is_new());
}

void print(const backup::RestoreReport& report) {
  const std::string place = report.directory.path().string();
  std::printf("%s: %s\n%s; to serve it: berth serve --data-dir %s\n", place.c_str(),
              text_of(*report.manifest.snapshot).c_str(),
              text_of_copied(report.copied, report.present).c_str(), place.c_str());
}

// In one line, what the outcome means and what to do.
void explain(const backup::RestoreReport& report, const Options& options) {
  if (report.outcome == backup::Outcome::whole) return;
  if (is_served(report, options)) {
    std::fputs("berth: restored, with these problems: run `berth fsck` on the data\n", stderr);
    return;
  }
  std::fputs(
      "berth: not restored, because the backup is damaged: put these files into it from "
      "another copy and run this again, or accept the loss with --incomplete\n",
      stderr);
}

int run(const ops::Config& config, const Options& options) {
  const SystemClock clock;
  SystemEntropy entropy;
  CopyProgress progress;
  const auto report =
      backup::restore_backup(std::filesystem::absolute(options.folder).lexically_normal(), config,
                             {.incomplete = options.incomplete,
                              .clock = clock,
                              .entropy = entropy,
                              .observer = progress.observer()});
  if (!report) {
    print_config_error(report.error());
    return kExitUsage;
  }
  explain(*report, options);
  if (!is_served(*report, options)) return EXIT_FAILURE;
  print(*report);
  const bool is_recorded =
      record_changes(report->directory, options.command,
                     {{.resource = "", .detail = "as of " + report->manifest.snapshot->begun_at}});
  return is_recorded ? exit_code_of(report->outcome) : EXIT_FAILURE;
}

}  // namespace

void add_restore(const Command& berth) {
  const Command restore =
      berth.add_command("restore", "make a new data directory from a backup and its key");
  const auto options = std::make_shared<Options>();
  options->command = restore.name();
  on_data(restore, [options](const ops::Config& config) {
    if (!config.server_key.empty()) return run(config, *options);
    print_config_error({.subject = "--server-key",
                        .reason = "is required: the server key of the backed-up store, which is "
                                  "not in the backup"});
    return kExitUsage;
  });
  restore.add_argument("DIR", "the folder of the backup", options->folder);
  restore.add_flag("--incomplete", "restore a damaged backup, without the blobs that are lost",
                   [options] { options->incomplete = backup::Incomplete::accepted; });
}

}  // namespace berth::cli
