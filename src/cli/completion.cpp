// berth completion: what a shell needs to complete the command line, made from the declarations of
// the commands.
#include "cli/completion.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "cli/commands.h"

namespace berth::cli {
namespace {

void add_shell(const Command& group, const CommandLine& berth, const char* shell, const char* help,
               std::string (*make)(const CommandDescription&)) {
  group.add_command(shell, help).on_call([&berth, make] {
    std::fputs(make(berth.describe()).c_str(), stdout);
    return EXIT_SUCCESS;
  });
}

}  // namespace

ValueKind kind_of(std::string_view name) {
  if (name == "FILE") return ValueKind::file;
  if (name == "DIR") return ValueKind::directory;
  // "debug|info" names all that exist; "[HOST:]PORT|off" does not.
  return name.contains('|') && !name.contains('[') ? ValueKind::choice : ValueKind::text;
}

std::string choices_of(std::string_view name) {
  std::string words(name);
  std::ranges::replace(words, '|', ' ');
  return words;
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

std::vector<std::string> steps_of(const CommandDescription& berth) {
  std::vector<std::string> steps;
  for (const CommandDescription* command : all_of(berth)) {
    if (command == &berth || last_word(command->name) == "help") continue;
    steps.push_back('\'' + command->name + '\'');
  }
  return steps;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += between;
    out += word;
  }
  return out;
}

void add_completion(const CommandLine& berth) {
  const Command group =
      berth.root().add_group("completion", "print what a shell needs to complete commands");
  add_shell(group, berth, "bash", "for bash: source <(berth completion bash)", bash_completion);
  add_shell(group, berth, "zsh", "for zsh: source <(berth completion zsh)", zsh_completion);
  add_shell(group, berth, "fish", "for fish: berth completion fish | source", fish_completion);
}

}  // namespace berth::cli
