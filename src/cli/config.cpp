// berth config
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "app/application.h"
#include "cli/commands.h"
#include "cli/config_options.h"
#include "cli/listing.h"
#include "ops/settings.h"

namespace berth::cli {
namespace {

void warn_of_unknown(const ops::Config& config) {
  for (const std::string& variable : config.unknown_variables) {
    std::fprintf(stderr, "berth: %s: unknown setting, ignored%s\n", variable.c_str(),
                 ops::meant_variable(variable).c_str());
  }
}

int check_config(const ops::Config& config) {
  warn_of_unknown(config);
  if (const auto checked = app::Application::check(config); !checked) {
    print_config_error(checked.error());
    return kExitUsage;
  }
  std::puts("configuration is valid");
  return EXIT_SUCCESS;
}

// Every setting, its value, and where the value comes from.
int show_config(const ops::Config& config, OutputFormat format) {
  warn_of_unknown(config);
  Listing listing({{"setting", "SETTING"}, {"value", "VALUE"}, {"from", "FROM"}});
  for (const ops::Setting& setting : ops::settings()) {
    const auto given = config.given.find(setting.name);
    const bool is_default = given == config.given.end();
    std::string value = is_default ? ops::default_of(setting) : given->second.text;
    // As absolute paths.
    if (setting.name == "data-dir") value = config.data_dir.string();
    if (setting.name == "server-key") value = config.server_key_file().string();
    listing.add({std::string(setting.name), std::move(value),
                 is_default ? "default" : given->second.origin});
  }
  listing.print(format);
  return EXIT_SUCCESS;
}

}  // namespace

void add_config(const Command& berth) {
  const Command config = berth.add_group("config", "look at the configuration");
  on_config(config.add_command("check", "check flags, environment and file; 0 if all are valid"),
            check_config);
  const Command show =
      config.add_command("show", "the value of each setting, and where it comes from");
  const auto format = std::make_shared<OutputFormat>();
  on_config(show, [format](const ops::Config& found) { return show_config(found, *format); });
  add_output_option(show, *format);
}

}  // namespace berth::cli
