#include <map>

#include "cli/completion.h"

namespace berth::cli {
namespace {

// Finds the command that the words before the cursor name. "help" is no step on that path, so that
// the commands after it are completed like commands. complete_words, complete_files and the rest
// are read at the end.
constexpr std::string_view kBashBegin =
    R"(# bash completion for berth(1); written by `berth completion bash`

_berth() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local command=berth words= values= action= index
  # The shell makes a word of its own of the "=" in --option=value.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "$command ${COMP_WORDS[index]}" in
)";

constexpr std::string_view kBashEnd = R"(  esac
  COMPREPLY=()
  case $action in
    file | directory) mapfile -t COMPREPLY < <(compgen -A "$action" -- "$current") ;;
    none) ;;
    *) mapfile -t COMPREPLY < <(compgen -W "${values:-$words}" -- "$current") ;;
  esac
}
complete -o filenames -F _berth berth
)";

// What the case of an option does: complete files, one of a few words, or nothing.
std::string bash_value(const CommandDescription::Option& option) {
  switch (kind_of(option.value_name)) {
    case ValueKind::file:
      return "action=file";
    case ValueKind::directory:
      return "action=directory";
    case ValueKind::choice:
      return "values='" + choices_of(option.value_name) + "'";
    case ValueKind::text:
      return "action=none";
  }
  return "";
}

std::string bash_case(const CommandDescription& command) {
  std::vector<std::string> words;
  words.reserve(command.commands.size() + command.options.size());
  std::map<std::string, std::vector<std::string>> options_by_value;
  for (const CommandDescription& below : command.commands) {
    words.emplace_back(last_word(below.name));
  }
  for (const CommandDescription::Option& option : command.options) {
    words.push_back(option.name);
    if (!option.value_name.empty()) options_by_value[bash_value(option)].push_back(option.name);
  }
  std::string out = "    '" + command.name + "')\n      words='" + joined(words, " ") + "'\n";
  if (!options_by_value.empty()) {
    out += "      case $previous in\n";
    for (const auto& [value, options] : options_by_value) {
      out += "        " + joined(options, " | ") + ") " + value + " ;;\n";
    }
    out += "      esac\n";
  }
  return out + "      ;;\n";
}

}  // namespace

std::string bash_completion(const CommandDescription& berth) {
  std::string out(kBashBegin);
  out += "      " + joined(steps_of(berth), " | ") +
         ")\n        command+=\" ${COMP_WORDS[index]}\" ;;\n";
  out += "    esac\n  done\n  case $command in\n";
  for (const CommandDescription* command : all_of(berth)) out += bash_case(*command);
  return out.append(kBashEnd);
}

}  // namespace berth::cli
