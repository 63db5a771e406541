// Turns options into an ops::Config.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "base/problem.h"
#include "cli/command_line.h"
#include "ops/config.h"

namespace berth::cli {

// Declares --config and one option per setting on the command, and runs `body`, which returns the
// exit code, when the command line names the command. Precedence: flags, environment, file,
// defaults. Prints every error; then the exit code is kExitUsage.
void on_config(const Command& command, std::function<int(const ops::Config&)> body);

// The same for a command that opens what is stored, with options only for the settings that say
// where that is, and for those in `names`.
void on_data(const Command& command, std::function<int(const ops::Config&)> body,
             std::span<const std::string_view> names = {});

// Prints a line on standard error that names the setting and what is wrong with it.
void print_config_error(const Problem& error);

}  // namespace berth::cli
