#include "cli/completion.h"

namespace berth::cli {
namespace {

// Finds the command that the words before the cursor name, and hands what comes after it to
// _arguments, as if it were all.
constexpr std::string_view kBegin =
    R"(#compdef berth
# zsh completion for berth(1); written by `berth completion zsh`

_berth() {
  local command=berth index start=1
  local -a commands arguments
  for ((index = 2; index < CURRENT; index++)); do
    case "$command ${words[index]}" in
)";

constexpr std::string_view kEnd = R"(  esac
  words=(berth "${(@)words[start + 1, -1]}")
  ((CURRENT -= start - 1))
  _arguments -S : $arguments
}

# Read by the completion system, or by the user.
if [[ $funcstack[1] == _berth ]]; then
  _berth "$@"
else
  compdef _berth berth
fi
)";

// As a part of what _arguments or _describe takes, in single quotes.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    if (c == '\\' || c == ':' || c == '[' || c == ']') out += '\\';
    out += c;
  }
  return out;
}

// "message:action" of _arguments.
std::string value_of(std::string_view name) {
  std::string message = escaped(name) + ":";
  switch (kind_of(name)) {
    case ValueKind::file:
      return message + "_files";
    case ValueKind::directory:
      return message + "_files -/";
    case ValueKind::choice:
      return message + "(" + choices_of(name) + ")";
    case ValueKind::text:
      return message + " ";
  }
  return message;
}

std::string option_of(const CommandDescription::Option& option) {
  const std::string help = "[" + escaped(option.help) + "]";
  if (option.value_name.empty()) return "'" + option.name + help + "'";
  return "'" + option.name + "=" + help + ":" + value_of(option.value_name) + "'";
}

std::string case_of(const CommandDescription& command) {
  std::vector<std::string> commands;
  std::vector<std::string> arguments;
  commands.reserve(command.commands.size());
  arguments.reserve(command.options.size() + command.arguments.size() + 1);
  for (const CommandDescription& below : command.commands) {
    commands.push_back("'" + escaped(last_word(below.name)) + ":" + escaped(below.help) + "'");
  }
  for (const CommandDescription::Option& option : command.options) {
    arguments.push_back(option_of(option));
  }
  for (const CommandDescription::Argument& argument : command.arguments) {
    arguments.push_back("':" + value_of(argument.name) + "'");
  }
  if (!commands.empty()) {
    arguments.emplace_back("'*:command: _describe -t commands command commands'");
  }
  const std::string_view between = "\n        ";
  std::string out = "    '" + command.name + "')\n";
  if (!commands.empty()) out += "      commands=(\n        " + joined(commands, between) + ")\n";
  out += "      arguments=(\n        " + joined(arguments, between) + ")\n";
  return out + "      ;;\n";
}

}  // namespace

std::string zsh_completion(const CommandDescription& berth) {
  std::string out(kBegin);
  out += "      " + joined(steps_of(berth), " | ") +
         ")\n        command+=\" ${words[index]}\" start=$index ;;\n";
  out += "    esac\n  done\n  case $command in\n";
  for (const CommandDescription* command : all_of(berth)) out += case_of(*command);
  return out.append(kEnd);
}

}  // namespace berth::cli
