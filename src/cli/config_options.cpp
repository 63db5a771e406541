#include "cli/config_options.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace berth::cli {

ConfigOptions::ConfigOptions(CLI::App& command, std::span<const std::string_view> names) {
  command.add_option("--config", file_, "TOML file whose keys are the names of these options")
      ->type_name("FILE")
      ->envname("BERTH_CONFIG");
  for (const ops::Setting& setting : ops::settings()) {
    if (!names.empty() && std::ranges::find(names, setting.name) == names.end()) continue;
    const std::string flag = "--" + std::string(setting.name);
    const std::string help =
        std::string(setting.help) + " [" + ops::environment_name(setting) + "]";
    const auto keep = [this, name = setting.name](const std::string& value) {
      flags_[name] = value;
    };
    if (setting.value_name.empty()) {
      command.add_flag_function(flag, [keep](std::int64_t) { keep("true"); }, help);
    } else {
      command.add_option_function<std::string>(flag, keep, help)
          ->type_name(std::string(setting.value_name));
    }
  }
}

Result<ops::Config> ConfigOptions::resolve() const {
  ops::Config config;
  if (!file_.empty()) {
    if (auto applied = ops::apply_file(config, file_); !applied) {
      return fail(std::move(applied.error()));
    }
  }
  for (const ops::Setting& setting : ops::settings()) {
    const char* from_environment = std::getenv(ops::environment_name(setting).c_str());
    const auto flag = flags_.find(setting.name);
    Result<void> applied;
    if (flag != flags_.end()) {
      applied = ops::apply_setting(config, setting, flag->second);
    } else if (from_environment != nullptr) {
      applied = ops::apply_setting(config, setting, from_environment);
    }
    if (!applied) return fail(std::move(applied.error()));
  }
  if (auto checked = ops::check_together(config); !checked) {
    return fail(std::move(checked.error()));
  }
  return config;
}

void print_config_error(const Error& error) {
  std::fprintf(stderr, "berth: %s: %s\n", error.subject.c_str(), error.reason.c_str());
}

}  // namespace berth::cli
