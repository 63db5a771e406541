// Every setting of `berth serve`, declared once: flag, environment variable, key in a TOML file,
// help and the page docs/operating/settings.md come from here, and its default from Config{}.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "ops/config.h"

namespace berth::ops {

// One setting. Its name in files ("listen") determines the flag (--listen) and the environment
// variable (BERTH_LISTEN). Values are text everywhere, and one function reads them.
struct Setting {
  std::string_view name;
  std::string_view value_name;  // for the help: "HOST:PORT"; empty: a switch, on or off
  std::string_view help;        // without the default
  // False if this setting does not take the value.
  bool (*apply)(Config& config, std::string_view value);
  // The value in force, as apply() would read it. Null: `unset` says what the default is.
  std::string (*show)(const Config& config);
  // The default in words if it is not a value: "random".
  std::string_view unset = {};
  // What the setting takes, for error messages; empty: value_name says it.
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

// A problem: `subject` takes values of that form, not the given one.
Problem not_taken(std::string subject, std::string_view form, std::string_view given);
// Applies one value and notes its origin. Fails with not_taken(), with `origin` as the subject and
// the form that the setting takes.
Checked<void> apply_setting(Config& config, const Setting& setting, std::string_view value,
                            std::string origin);
// The value of a setting that is not given.
std::string default_of(const Setting& setting);
// The help followed by the default, which is omitted for a switch that is off.
std::string help_of(const Setting& setting);
// "BERTH_MAX_CONNECTIONS" for "max-connections".
std::string environment_name(const Setting& setting);
// The names in `environment` (see environ(7)) that begin like those of settings but are not
// settings: mistakes, or variables that Kubernetes sets for a service called "berth" (BERTH_PORT).
std::vector<std::string> unknown_variables(const char* const* environment);
// What was probably meant by one of those, for the end of a message; empty: unclear.
std::string meant_variable(std::string_view name);

}  // namespace berth::ops
