#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "base/suggestion.h"

namespace berth::cli {
namespace {

std::string name_of(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return (parent != nullptr ? name_of(*parent) + ' ' : std::string()) + command.get_name();
}

// With their dashes.
std::vector<std::string> names_of_options(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    if (option->nonpositional()) names.push_back(option->get_name());
  }
  return names;
}

std::string no_such_command(const CLI::App& parent, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::App* command : parent.get_subcommands({})) names.push_back(command->get_name());
  const std::vector<std::string_view> known(names.begin(), names.end());
  std::string hint = did_you_mean(word, known);
  // "version" is an option, which some programs have as a command.
  if (hint.empty()) {
    const std::vector<std::string> names_with_dashes = names_of_options(parent);
    const std::vector<std::string_view> options(names_with_dashes.begin(), names_with_dashes.end());
    hint = did_you_mean("--" + word, options);
  }
  return "there is no command '" + word + "'" + hint;
}

std::string no_such_option(const CLI::App& command, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  const std::vector<std::string> names = names_of_options(command);
  const std::vector<std::string_view> known(names.begin(), names.end());
  return "there is no option '" + name + "'" + did_you_mean(name, known);
}

// CLI11's message, except for unknown words.
std::string reason_of(const CLI::App& command, const CLI::Error& error) {
  const std::vector<std::string> unknown = command.remaining();
  const bool is_group = command.get_require_subcommand_min() > 0;
  if (unknown.empty()) return is_group ? "a command is required" : error.what();
  const std::string& word = unknown.front();
  if (word.starts_with('-')) return no_such_option(command, word);
  return is_group ? no_such_command(command, word) : "'" + word + "' is more than it takes";
}

std::string in_one_line(const CLI::App& command, const std::string& reason) {
  return "berth: " + reason + "; see " + name_of(command) + " --help\n";
}

std::string usage_error(const CLI::App* command, const CLI::Error& error) {
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  return in_one_line(*command, reason_of(*command, error));
}

// berth help COMMAND...: what COMMAND... --help prints.
int print_help(const CLI::App& root, const std::vector<std::string>& words) {
  const CLI::App* command = &root;
  for (const std::string& word : words) {
    const auto named = command->get_subcommands(
        [&word](const CLI::App* known) { return known->get_name() == word; });
    if (named.empty()) {
      std::fputs(in_one_line(*command, no_such_command(*command, word)).c_str(), stderr);
      return kExitUsage;
    }
    command = named.front();
  }
  // Not App::help(): for the root that is the help of "help", the command that was called.
  const std::string text =
      command->get_formatter()->make_help(command, name_of(*command), CLI::AppFormatMode::Normal);
  std::fputs(text.c_str(), stdout);
  return EXIT_SUCCESS;
}

// Reports a wrong value in the way that CLI11 expects.
std::function<void(const std::string&)> throwing(Command::Read read) {
  return [read = std::move(read)](const std::string& text) {
    if (const auto done = read(text); !done) {
      throw CLI::ValidationError(done.error().subject, done.error().reason);
    }
  };
}

CommandDescription description_of(const CLI::App& command) {
  CommandDescription out{.name = name_of(command), .help = command.get_description()};
  for (const CLI::Option* option : command.get_options()) {
    if (!option->nonpositional()) {
      out.arguments.push_back({.name = option->get_name(),
                               .help = option->get_description(),
                               .is_required = option->get_required()});
      continue;
    }
    const bool takes_value = option->get_expected_max() > 0;
    out.options.push_back({.name = option->get_name(),
                           .value_name = takes_value ? option->get_type_name() : std::string(),
                           .help = option->get_description(),
                           .default_text = option->get_default_str(),
                           .variable = option->get_envname()});
  }
  for (const CLI::App* below : command.get_subcommands({})) {
    out.commands.push_back(description_of(*below));
  }
  return out;
}

}  // namespace

Command Command::add_group(const std::string& name, const std::string& help) const {
  CLI::App* group = app_->add_subcommand(name, help);
  group->require_subcommand(1);
  return {*group, *exit_code_};
}

Command Command::add_command(const std::string& name, const std::string& help) const {
  return {*app_->add_subcommand(name, help), *exit_code_};
}

std::string Command::name() const {
  return name_of(*app_);
}

void Command::on_call(std::function<int()> body) const {
  app_->callback([exit_code = exit_code_, body = std::move(body)] { *exit_code = body(); });
}

void Command::add_argument(const std::string& name, const std::string& help,
                           std::string& value) const {
  app_->add_option(name, value, help)->required();
}

void Command::add_optional_argument(const std::string& name, const std::string& help,
                                    std::string& value) const {
  app_->add_option(name, value, help);
}

void Command::add_option(const Option& option, Read read) const {
  CLI::Option* added =
      app_->add_option_function<std::string>(option.name, throwing(std::move(read)), option.help);
  added->type_name(option.value_name);
  if (!option.default_text.empty()) added->default_str(option.default_text);
  if (!option.variable.empty()) added->envname(option.variable);
}

void Command::add_option(const Option& option, std::string& value) const {
  add_option(option, [&value](const std::string& text) -> Checked<void> {
    value = text;
    return {};
  });
}

void Command::add_flag(const std::string& name, const std::string& help,
                       std::function<void()> given) const {
  app_->add_flag_callback(name, std::move(given), help);
}

void Command::add_toggle(const std::string& name, const std::string& help, Read read) const {
  app_->add_flag(name, help)->each(throwing(std::move(read)));
}

struct CommandLine::State {
  CLI::App app;
  int exit_code = EXIT_SUCCESS;
  std::vector<std::string> explained = {};  // the words after "help"
};

CommandLine::CommandLine(const std::string& name, const std::string& description,
                         const std::string& version)
    : state_(new State{.app = CLI::App(description, name)}) {
  state_->app.set_version_flag("--version", version);
  state_->app.require_subcommand(1);
  state_->app.failure_message(usage_error);
  CLI::App* help = state_->app.add_subcommand("help", "explain a command");
  help->add_option("command", state_->explained, "the command to explain: tag list");
  help->callback([this] { state_->exit_code = print_help(state_->app, state_->explained); });
}

CommandLine::~CommandLine() = default;

Command CommandLine::root() const {
  return {state_->app, state_->exit_code};
}

CommandDescription CommandLine::describe() const {
  return description_of(state_->app);
}

int CommandLine::run(int argc, const char* const* argv) {
  try {
    state_->app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Reduces CLI11's many codes to one: wrongly called.
    return state_->app.exit(error) == EXIT_SUCCESS ? EXIT_SUCCESS : kExitUsage;
  }
  return state_->exit_code;
}

bool CommandLine::has_named(const std::string& command) const {
  return state_->app.got_subcommand(command);
}

}  // namespace berth::cli
