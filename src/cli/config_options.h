// Options that become an ops::Config.
#pragma once

#include <CLI/App.hpp>
#include <functional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "ops/config.h"

namespace berth::cli {

// Declares --config and one option per setting on the subcommand, or only for the settings of the
// names that are given, and sets `exit_code` to what `body` returns when the command line names it.
// Flags count over environment over file over defaults. What is wrong with them is printed, all of
// it; then `exit_code` is kExitUsage.
void on_config(CLI::App& command, int& exit_code, std::function<int(const ops::Config&)> body,
               std::span<const std::string_view> names = {});

// A line on standard error: what is wrong with which setting.
void print_config_error(const Error& error);

}  // namespace berth::cli
