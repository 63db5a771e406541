#include "cli/completion.h"

namespace berth::cli {
namespace {

// Finds the command that the words before the cursor name.
constexpr std::string_view kBegin =
    R"(# fish completion for berth(1); written by `berth completion fish`

function __berth_command
  set --local command berth
  for word in (commandline --tokenize --cut-at-cursor --current-process)[2..-1]
    switch "$command $word"
)";

constexpr std::string_view kEnd = R"(        set command "$command $word"
    end
  end
  echo $command
end

function __berth_is
  test (__berth_command) = "$argv"
end

complete --command berth --no-files
)";

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

// What is completed in place of a value.
std::string value_of(std::string_view name) {
  switch (kind_of(name)) {
    case ValueKind::file:
      return " --force-files";
    case ValueKind::directory:
      return " --arguments '(__fish_complete_directories)'";
    case ValueKind::choice:
      return " --arguments " + quoted(choices_of(name));
    case ValueKind::text:
      return "";
  }
  return "";
}

std::string lines_of(const CommandDescription& command) {
  const std::string begin =
      "complete --command berth --condition '__berth_is " + command.name + "'";
  const auto described = [](std::string_view help) {
    return " --description " + quoted(help) + "\n";
  };
  std::string out;
  for (const CommandDescription& below : command.commands) {
    out += begin + " --arguments " + std::string(last_word(below.name)) + described(below.help);
  }
  for (const CommandDescription::Option& option : command.options) {
    out += begin + " --long-option " + option.name.substr(2);
    if (!option.value_name.empty()) {
      const bool is_file = kind_of(option.value_name) == ValueKind::file;
      out += is_file ? " --require-parameter" : " --exclusive";  // no files
      out += value_of(option.value_name);
    }
    out += described(option.help);
  }
  for (const CommandDescription::Argument& argument : command.arguments) {
    const std::string value = value_of(argument.name);
    if (!value.empty()) out += begin + value + described(argument.help);
  }
  return out;
}

}  // namespace

std::string fish_completion(const CommandDescription& berth) {
  std::string out(kBegin);
  out += "      case " + joined(steps_of(berth), " ") + "\n";
  out.append(kEnd);
  for (const CommandDescription* command : all_of(berth)) out += lines_of(*command);
  return out;
}

}  // namespace berth::cli
