// berth backup
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "backup/make_backup.h"
#include "cli/commands.h"
#include "cli/config_options.h"
#include "cli/copy_report.h"
#include "cli/listing.h"
#include "json/writer.h"
#include "stores/data_opening.h"

namespace berth::cli {
namespace {

struct Options {
  std::string folder;
  backup::PresentBlobs present = backup::PresentBlobs::trusted;
  OutputFormat format = OutputFormat::table;
};

void write(json::Writer& writer, std::string_view name, const GarbageCount& count) {
  writer.key(name);
  writer.begin_object();
  writer.key("count");
  writer.number(count.count);
  writer.key("bytes");
  writer.number(count.size_bytes);
  writer.end_object();
}

void print_json(const backup::BackupReport& report) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  writer.key("whole");
  writer.boolean(report.outcome != backup::Outcome::not_whole);
  write(writer, "copied", report.copied);
  write(writer, "present", report.present);
  write(writer, "removed", report.removed);
  writer.key("replaced");
  writer.number(report.replaced);
  writer.key("manifest");
  writer.json(backup::text_of(report.manifest));
  writer.end_object();
  std::puts(out.c_str());
}

void print_text(const backup::BackupReport& report, const std::string& folder) {
  if (report.outcome == backup::Outcome::not_whole) return;
  std::printf(
      "%s: %s\n%s, removed %s\n", folder.c_str(), text_of(*report.manifest.snapshot).c_str(),
      text_of_copied(report.copied, report.present).c_str(), text_of(report.removed).c_str());
  if (report.replaced != 0) {
    std::printf("%llu damaged blobs of the backup were replaced\n",
                static_cast<unsigned long long>(report.replaced));
  }
}

// In one line, what the outcome means and what to do.
void explain(const backup::BackupReport& report) {
  if (report.outcome == backup::Outcome::whole_with_problems) {
    std::fputs(
        "berth: the backup is a whole copy, and has the problems of the data: run `berth "
        "fsck` on them\n",
        stderr);
  } else if (report.outcome == backup::Outcome::not_whole) {
    std::fprintf(stderr,
                 "berth: no new backup was made, because it would not be whole%s: push the images "
                 "again whose blobs these are, or run `berth fsck --repair`, then back up again\n",
                 report.manifest.snapshot ? ", and the folder still holds the former one" : "");
  }
}

int run(const ops::Config& config, const Options& options) {
  auto data = stores::open_for_command(config, stores::KeyNeed::if_there);
  if (!data) {
    print_config_error(data.error());
    return kExitUsage;
  }
  const SystemClock clock;
  SystemEntropy entropy;
  CopyProgress progress;
  const auto folder = std::filesystem::absolute(options.folder).lexically_normal();
  const auto report = backup::make_backup(config, data->directory, folder,
                                          {.present = options.present,
                                           .clock = clock,
                                           .entropy = entropy,
                                           .observer = progress.observer()});
  if (!report) {
    print_config_error(report.error());
    return kExitUsage;
  }
  if (options.format == OutputFormat::json) {
    print_json(*report);
  } else {
    print_text(*report, folder.string());
  }
  explain(*report);
  return exit_code_of(report->outcome);
}

}  // namespace

void add_backup(const Command& berth) {
  const Command backup = berth.add_command(
      "backup",
      "copy everything but the key into a folder, beside a running server or without one");
  const auto options = std::make_shared<Options>();
  on_data(backup, [options](const ops::Config& config) { return run(config, *options); });
  backup.add_argument("DIR",
                      "new, empty, or a backup of the same data: then only what is new is "
                      "copied",
                      options->folder);
  backup.add_flag("--verify", "read the blobs that DIR has, and copy damaged ones again",
                  [options] { options->present = backup::PresentBlobs::read; });
  add_output_option(backup, options->format);
}

}  // namespace berth::cli
