// berth completion: what a shell needs to complete the command line, made from the declarations of
// the commands.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands.h"

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

// In an option's place for its value: "debug|info|warning|error" names all there are.
bool is_choice(std::string_view value_name) {
  return value_name.contains('|') && !value_name.contains('[');
}

// What the case of an option does: complete files, one of a few words, or nothing.
std::string bash_value(const CommandDescription::Option& option) {
  const std::string& value = option.value_name;
  if (value == "FILE") return "action=file";
  if (value == "DIR") return "action=directory";
  if (!is_choice(value)) return "action=none";
  std::string words = value;
  std::ranges::replace(words, '|', ' ');
  return "values='" + words + "'";
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += between;
    out += word;
  }
  return out;
}

// The command and all below it, in the order of the help.
std::vector<const CommandDescription*> all_of(const CommandDescription& command) {
  std::vector<const CommandDescription*> out{&command};
  for (const CommandDescription& below : command.commands) {
    for (const CommandDescription* found : all_of(below)) out.push_back(found);
  }
  return out;
}

std::string_view last_word(std::string_view name) {
  return name.substr(name.rfind(' ') + 1);
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

std::string bash_completion(const CommandDescription& berth) {
  std::vector<std::string> paths;
  std::string cases;
  for (const CommandDescription* command : all_of(berth)) {
    if (command != &berth && last_word(command->name) != "help") {
      paths.push_back('\'' + command->name + '\'');
    }
    cases += bash_case(*command);
  }
  std::string out(kBashBegin);
  out += "      " + joined(paths, " | ") + ")\n        command+=\" ${COMP_WORDS[index]}\" ;;\n";
  out += "    esac\n  done\n  case $command in\n" + cases;
  return out.append(kBashEnd);
}

}  // namespace

void add_completion(const CommandLine& berth) {
  berth.root()
      .add_group("completion", "print what a shell needs to complete commands")
      .add_command("bash", "for bash: source <(berth completion bash)")
      .on_call([&berth] {
        std::fputs(bash_completion(berth.describe()).c_str(), stdout);
        return EXIT_SUCCESS;
      });
}

}  // namespace berth::cli
