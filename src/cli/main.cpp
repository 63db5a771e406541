#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "cli/commands.h"

int main(int argc, char** argv) {
  CLI::App command("Berth, a container registry with the ecr-public API", "berth");
  command.set_version_flag("--version", BERTH_VERSION);
  command.require_subcommand(1);
  int exit_code = EXIT_SUCCESS;
  berth::cli::add_serve(command, exit_code);
  berth::cli::add_config(command, exit_code);
  berth::cli::add_account(command, exit_code);
  berth::cli::add_alias(command, exit_code);
  berth::cli::add_user(command, exit_code);
  berth::cli::add_key(command, exit_code);
  berth::cli::add_policy(command, exit_code);
  try {
    command.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Of CLI11's many codes one is left: wrongly called.
    return command.exit(error) == EXIT_SUCCESS ? EXIT_SUCCESS : berth::cli::kExitUsage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "berth: %s\n", error.what());
    return EXIT_FAILURE;
  }
  return exit_code;
}
