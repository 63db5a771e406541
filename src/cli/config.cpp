#include <cstdio>
#include <cstdlib>

#include "app/application.h"
#include "cli/commands.h"
#include "cli/config_options.h"

namespace berth::cli {
namespace {

int check_config(const ops::Config& config) {
  for (const std::string& variable : config.unknown_variables) {
    std::fprintf(stderr, "berth: %s: there is no such setting, and it is ignored\n",
                 variable.c_str());
  }
  if (const auto checked = app::Application::check(config); !checked) {
    print_config_error(checked.error());
    return kExitUsage;
  }
  std::puts("configuration is valid");
  return EXIT_SUCCESS;
}

}  // namespace

void add_config(const Command& berth) {
  const Command config = berth.add_group("config", "look at the configuration");
  on_config(config.add_command(
                "check", "say what is wrong with flags, environment and file; 0 if nothing is"),
            check_config);
}

}  // namespace berth::cli
