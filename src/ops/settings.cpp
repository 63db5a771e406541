#include "ops/settings.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "base/suggestion.h"

namespace berth::ops {
namespace {

constexpr std::string_view kVariablePrefix = "BERTH_";

std::string_view taken_by(const Setting& setting) {
  if (!setting.takes.empty()) return setting.takes;
  if (setting.value_name.empty()) return "on or off";
  if (setting.value_name == "N") return "a whole number";
  if (setting.value_name == "SECONDS") return "a whole number of seconds";
  if (setting.value_name == "BYTES") return "a whole number of bytes";
  return setting.value_name;
}

}  // namespace

const std::vector<Setting>& settings() {
  static const std::vector<Setting> all = [] {
    std::vector<Setting> joined;
    for (const SettingGroup& group : setting_groups()) {
      std::ranges::copy(group.settings, std::back_inserter(joined));
    }
    return joined;
  }();
  return all;
}

Problem not_taken(std::string subject, std::string_view form, std::string_view given) {
  return invalid_setting(std::move(subject),
                         "takes " + std::string(form) + ", not '" + std::string(given) + "'");
}

Checked<void> apply_setting(Config& config, const Setting& setting, std::string_view value,
                            std::string origin) {
  if (!setting.apply(config, value)) {
    return fail(not_taken(std::move(origin), taken_by(setting), value));
  }
  config.given.insert_or_assign(
      setting.name, GivenValue{.text = std::string(value), .origin = std::move(origin)});
  return {};
}

std::string default_of(const Setting& setting) {
  return setting.show == nullptr ? std::string(setting.unset) : setting.show(Config{});
}

std::string help_of(const Setting& setting) {
  std::string help(setting.help);
  const std::string value = default_of(setting);
  const bool is_off = setting.value_name.empty() && value == "off";
  return is_off ? help : help.append(" (").append(value).append(1, ')');
}

std::string environment_name(const Setting& setting) {
  std::string name(kVariablePrefix);
  for (const char c : setting.name) {
    name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return name;
}

std::string meant_variable(std::string_view name) {
  std::vector<std::string> names{kFileVariable};
  for (const Setting& setting : settings()) names.push_back(environment_name(setting));
  // Compares only what follows the common prefix.
  std::vector<std::string_view> known(names.begin(), names.end());
  for (std::string_view& each : known) each.remove_prefix(kVariablePrefix.size());
  const std::string_view meant = closest_word(name.substr(kVariablePrefix.size()), known);
  if (meant.empty()) return {};
  return "; did you mean '" + std::string(kVariablePrefix) + std::string(meant) + "'?";
}

std::vector<std::string> unknown_variables(const char* const* environment) {
  std::set<std::string> known{std::string(kFileVariable)};
  for (const Setting& setting : settings()) known.insert(environment_name(setting));
  std::vector<std::string> unknown;
  for (; *environment != nullptr; ++environment) {
    const std::string_view variable(*environment);
    std::string name(variable.substr(0, variable.find('=')));
    if (name.starts_with(kVariablePrefix) && !known.contains(name)) {
      unknown.push_back(std::move(name));
    }
  }
  return unknown;
}

}  // namespace berth::ops
