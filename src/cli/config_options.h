// Options that become an ops::Config.
#pragma once

#include <CLI/App.hpp>
#include <expected>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

  // After parse(): flags over environment over file over defaults; or all that is wrong, as
  // ops::apply_file(), ops::apply_setting() and ops::check_together() say it.
  [[nodiscard]] std::expected<ops::Config, std::vector<Error>> resolve() const;

 private:
  std::string file_;
  std::map<std::string_view, std::string> flags_;  // by name of the setting; only those given
};

// A line on standard error: what is wrong with which setting.
void print_config_error(const Error& error);
void print_config_errors(const std::vector<Error>& errors);

}  // namespace berth::cli
