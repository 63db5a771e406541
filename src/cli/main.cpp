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
  try {
    command.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return command.exit(error);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "berth: %s\n", error.what());
    return EXIT_FAILURE;
  }
  return exit_code;
}
