#include "cli/config_options.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <expected>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/messages.h"
#include "ops/config_file.h"
#include "ops/settings.h"

namespace berth::cli {
namespace {

// The options on the command line. Must outlive its parse().
class ConfigOptions {
 public:
  ConfigOptions(const Command& command, const std::vector<const ops::Setting*>& settings);
  ConfigOptions(const ConfigOptions&) = delete;
  ConfigOptions& operator=(const ConfigOptions&) = delete;

  // After parse(): the configuration, or all errors of ops::apply_file(), ops::apply_setting() and
  // ops::check_together().
  [[nodiscard]] std::expected<ops::Config, std::vector<Problem>> resolve() const;

 private:
  std::string file_;
  std::map<std::string_view, std::string> flags_;  // by name of the setting; only those given
};

ConfigOptions::ConfigOptions(const Command& command,
                             const std::vector<const ops::Setting*>& settings) {
  command.add_option({.name = "--config",
                      .value_name = "FILE",
                      .help = "TOML file whose keys are the names of these options",
                      .variable = ops::kFileVariable},
                     file_);
  for (const ops::Setting* setting : settings) {
    const std::string flag = "--" + std::string(setting->name);
    const std::string help = ops::help_of(*setting) + " [" + ops::environment_name(*setting) + "]";
    const auto keep = [this, name = setting->name](const std::string& value) -> Checked<void> {
      flags_[name] = value;
      return {};
    };
    if (setting->value_name.empty()) {
      command.add_toggle(flag, help, keep);  // --dev, or --dev=off
    } else {
      command.add_option(
          {.name = flag, .value_name = std::string(setting->value_name), .help = help}, keep);
    }
  }
}

// An absolute path, so that every message makes sense in any working directory.
std::filesystem::path from_root(const std::filesystem::path& path) {
  const std::filesystem::path whole = std::filesystem::absolute(path).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();  // without the slash at its end
}

std::expected<ops::Config, std::vector<Problem>> ConfigOptions::resolve() const {
  ops::Config config;
  std::vector<Problem> errors;
  const auto keep_error = [&errors](Checked<void> done) {
    if (!done) errors.push_back(std::move(done.error()));
  };
  if (!file_.empty()) errors = ops::apply_file(config, file_);
  for (const ops::Setting& setting : ops::settings()) {
    const std::string variable = ops::environment_name(setting);
    const char* from_environment = std::getenv(variable.c_str());
    const auto flag = flags_.find(setting.name);
    if (flag != flags_.end()) {
      keep_error(
          ops::apply_setting(config, setting, flag->second, "--" + std::string(setting.name)));
    } else if (from_environment != nullptr) {
      keep_error(ops::apply_setting(config, setting, from_environment, variable));
    }
  }
  keep_error(ops::check_together(config));
  config.data_dir = from_root(config.data_dir);
  if (!config.server_key.empty()) config.server_key = from_root(config.server_key);
  if (!errors.empty()) return std::unexpected(std::move(errors));
  config.unknown_variables = ops::unknown_variables(environ);
  return config;
}

void run_with(const Command& command, const std::vector<const ops::Setting*>& settings,
              std::function<int(const ops::Config&)> body) {
  const auto options = std::make_shared<ConfigOptions>(command, settings);
  command.on_call([options, body = std::move(body)] {
    const auto config = options->resolve();
    if (config) return body(*config);
    for (const Problem& error : config.error()) print_config_error(error);
    return kExitUsage;
  });
}

// Those settings, in the order of the help.
template <typename Predicate>
std::vector<const ops::Setting*> settings_that(Predicate is_wanted) {
  std::vector<const ops::Setting*> wanted;
  for (const ops::Setting& setting : ops::settings()) {
    if (is_wanted(setting.name)) wanted.push_back(&setting);
  }
  return wanted;
}

bool says_where_data_are(std::string_view name) {
  return name == "data-dir" || name == "server-key" || name == "metadata" || name == "blobs";
}

}  // namespace

void on_config(const Command& command, std::function<int(const ops::Config&)> body) {
  run_with(command, settings_that([](std::string_view) { return true; }), std::move(body));
}

void on_data(const Command& command, std::function<int(const ops::Config&)> body,
             std::span<const std::string_view> names) {
  const auto is_wanted = [names](std::string_view name) {
    return says_where_data_are(name) || std::ranges::find(names, name) != names.end();
  };
  run_with(command, settings_that(is_wanted), std::move(body));
}

void print_config_error(const Problem& error) {
  std::fprintf(stderr, "berth: %s\n", message_of(error).c_str());
}

}  // namespace berth::cli
