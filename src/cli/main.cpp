#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "cli/commands.h"

namespace {

// In one line, and of a command that there is not by its name.
std::string usage_error(const CLI::App* command, const CLI::Error& error) {
  std::string called = "berth";
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
    called += ' ' + command->get_name();
  }
  std::string reason = error.what();
  if (command->get_require_subcommand_min() > 0) {
    const std::vector<std::string> unknown = command->remaining();
    reason =
        unknown.empty() ? "a command is required" : "there is no command '" + unknown.front() + "'";
  }
  return "berth: " + reason + "; see " + called + " --help\n";
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App command("Berth, a container registry with the ecr-public API", "berth");
  command.set_version_flag("--version", BERTH_VERSION);
  command.require_subcommand(1);
  command.failure_message(usage_error);
  int exit_code = EXIT_SUCCESS;
  berth::cli::add_serve(command, exit_code);
  berth::cli::add_config(command, exit_code);
  berth::cli::add_gc(command, exit_code);
  berth::cli::add_fsck(command, exit_code);
  berth::cli::add_account(command, exit_code);
  berth::cli::add_alias(command, exit_code);
  berth::cli::add_user(command, exit_code);
  berth::cli::add_key(command, exit_code);
  berth::cli::add_policy(command, exit_code);
  berth::cli::add_repository_policy(command, exit_code);
  berth::cli::add_tag(command, exit_code);
  try {
    command.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Of CLI11's many codes one is left: wrongly called.
    return command.exit(error) == EXIT_SUCCESS ? EXIT_SUCCESS : berth::cli::kExitUsage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "berth: %s\n", error.what());
    return EXIT_FAILURE;
  }
  // A secret that is printed once must not be lost in silence. Who read what a server printed when
  // it started may have gone since.
  const bool is_result = !command.got_subcommand("serve");
  if (is_result && (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)) {
    std::fprintf(stderr, "berth: cannot write to standard output\n");
    return EXIT_FAILURE;
  }
  return exit_code;
}
