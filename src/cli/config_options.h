// Options that become an ops::Config.
#pragma once

#include <CLI/App.hpp>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ops/config.h"

namespace berth::cli {

// Declares --config and one option per setting on `command`, or only for the settings of the names
// that are given. Must outlive its parse().
class ConfigOptions {
 public:
  explicit ConfigOptions(CLI::App& command, std::span<const std::string_view> names = {});
  ConfigOptions(const ConfigOptions&) = delete;
  ConfigOptions& operator=(const ConfigOptions&) = delete;

  // After parse(): flags over environment over file over defaults. invalid_parameter as
  // ops::apply_file(), ops::apply_setting() and ops::check_together().
  [[nodiscard]] Result<ops::Config> resolve() const;

 private:
  std::string file_;
  std::map<std::string_view, std::string> flags_;  // by name of the setting; only those given
};

// One line on standard error: what is wrong with which setting.
void print_config_error(const Error& error);

}  // namespace berth::cli
