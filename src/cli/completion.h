// What a shell can complete, from the description of the commands: what the completions of all
// shells have in common.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command_line.h"

namespace berth::cli {

// The scripts for the shells.
std::string bash_completion(const CommandDescription& berth);
std::string zsh_completion(const CommandDescription& berth);
std::string fish_completion(const CommandDescription& berth);

// What can be completed where a value stands.
enum class ValueKind : std::uint8_t {
  file,
  directory,
  choice,  // of a few words
  text,    // nothing
};
// `name`: what the help writes in its place: "FILE", "debug|info".
ValueKind kind_of(std::string_view name);
// The values of a choice, with blanks between them: "debug info".
std::string choices_of(std::string_view name);

// The command and all below it, in the order of the help.
std::vector<const CommandDescription*> all_of(const CommandDescription& command);
// In single quotes, the full names of all commands that can be a step on the way to another: not
// that of "help", so that the commands after it are completed like commands.
std::vector<std::string> steps_of(const CommandDescription& berth);
// "list" of "berth tag list".
std::string_view last_word(std::string_view name);
std::string joined(const std::vector<std::string>& words, std::string_view between);

}  // namespace berth::cli
