#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "cli/commands.h"
#include "stores/open_stores.h"

int main(int argc, char** argv) {
  // Every file is for its owner alone, including files made by SQLite and the standard library,
  // whatever umask the process was started with.
  ::umask(S_IRWXG | S_IRWXO);
  berth::cli::CommandLine command_line(
      "berth", "Berth, a container registry with the ecr-public API", BERTH_VERSION);
  const berth::cli::Command berth = command_line.root();
  berth::cli::add_serve(berth);
  berth::cli::add_config(berth);
  berth::cli::add_audit(berth);
  berth::cli::add_gc(berth);
  berth::cli::add_fsck(berth);
  berth::cli::add_backup(berth);
  berth::cli::add_restore(berth);
  berth::cli::add_account(berth);
  berth::cli::add_alias(berth);
  berth::cli::add_user(berth);
  berth::cli::add_key(berth);
  berth::cli::add_policy(berth);
  berth::cli::add_repository_policy(berth);
  berth::cli::add_repository(berth);
  berth::cli::add_tag(berth);
  berth::cli::add_usage(berth);
  berth::cli::add_quota(berth);
  berth::cli::add_completion(command_line);
  berth::cli::add_manual(command_line);
  int exit_code = EXIT_FAILURE;
  try {
    exit_code = command_line.run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "berth: %s\n", berth::stores::explain(error).c_str());
    return EXIT_FAILURE;
  }
  // A secret that is printed only once must not be lost silently. For `serve` this does not matter:
  // the reader of its first output may have gone since.
  const bool is_result = !command_line.has_named("serve");
  if (is_result && (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)) {
    std::fprintf(stderr, "berth: cannot write to standard output\n");
    return EXIT_FAILURE;
  }
  return exit_code;
}
