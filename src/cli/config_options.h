// Options that become an ops::Config.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "cli/command_line.h"
#include "ops/config.h"

namespace berth::cli {

// Declares --config and one option per setting on the command, or only for the settings of the
// names that are given, and runs `body`, which returns the exit code, when the command line names
// it. Flags count over environment over file over defaults. What is wrong with them is printed, all
// of it; then the exit code is kExitUsage.
void on_config(const Command& command, std::function<int(const ops::Config&)> body,
               std::span<const std::string_view> names = {});

// A line on standard error: what is wrong with which setting.
void print_config_error(const Error& error);

}  // namespace berth::cli
