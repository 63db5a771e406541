#include <cstdio>

#include "app/application.h"
#include "cli/commands.h"
#include "cli/config_options.h"

namespace berth::cli {

void add_config(CLI::App& command, int& exit_code) {
  CLI::App* config = command.add_subcommand("config", "look at the configuration");
  config->require_subcommand(1);
  CLI::App* check = config->add_subcommand(
      "check", "say what is wrong with flags, environment and file; 0 if nothing is");
  const auto options = std::make_shared<ConfigOptions>(*check);
  check->callback([options, &exit_code] {
    const auto resolved = options->resolve();
    const auto checked = resolved ? app::Application::check(*resolved) : fail(resolved.error());
    if (!checked) {
      print_config_error(checked.error());
      exit_code = kExitUsage;
    } else {
      std::puts("configuration is valid");
    }
  });
}

}  // namespace berth::cli
