// Every setting of `berth serve`, declared once: flag, environment variable, key in a TOML file,
// help and the page docs/operating/settings.md come from here, and its default from Config{}.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ops/config.h"

namespace berth::ops {

// One setting by its name in files ("listen"), from which the flag (--listen) and the environment
// variable (BERTH_LISTEN) follow. Values are text everywhere, read by one function.
struct Setting {
  std::string_view name;
  std::string_view value_name;  // for the help: "HOST:PORT"; empty: a switch, on or off
  std::string_view help;        // without the default
  // False if the value is not one this setting takes.
  bool (*apply)(Config& config, std::string_view value);
  // The value in force, as apply() would read it. Null: `unset` says what the default is.
  std::string (*show)(const Config& config);
  // The default in words, where it is no value: "random".
  std::string_view unset = {};
  // What it takes, for the error, where value_name does not say it; empty: value_name does.
  std::string_view takes = {};
};

// Settings that belong together, under a title of the page.
struct SettingGroup {
  std::string_view title;
  std::vector<Setting> settings;
};

// The environment variable that names the TOML file.
inline constexpr const char* kFileVariable = "BERTH_CONFIG";

// In the order of the help and the page. Made once; any thread may call.
const std::vector<SettingGroup>& setting_groups();
// The settings of all groups.
const std::vector<Setting>& settings();

// invalid_parameter: that `subject` takes what has that form, and not what was given.
Error not_taken(std::string subject, std::string_view form, std::string_view given);
// Applies one value and notes where it came from. not_taken(), with `origin` for its subject and
// what the setting takes.
Result<void> apply_setting(Config& config, const Setting& setting, std::string_view value,
                           std::string origin);
// What a setting is when it is not given.
std::string default_of(const Setting& setting);
// The help with the default behind it; a switch that is off says none.
std::string help_of(const Setting& setting);
// "BERTH_MAX_CONNECTIONS" for "max-connections".
std::string environment_name(const Setting& setting);
// The names in `environment` (as of environ(7)) that begin as those of settings do, and are none: a
// mistake, or what Kubernetes sets for a service called "berth" (BERTH_PORT).
std::vector<std::string> unknown_variables(const char* const* environment);
// What may have been meant by one of those, for the end of a message; empty: who knows.
std::string meant_variable(std::string_view name);

}  // namespace berth::ops
