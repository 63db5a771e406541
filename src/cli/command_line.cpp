#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <utility>
#include <vector>

namespace berth::cli {
namespace {

// In one line, and of a command that there is not by its name.
std::string usage_error(const CLI::App* command, const CLI::Error& error) {
  std::string called = command->get_name();
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
    called += ' ' + command->get_name();
  }
  std::string reason = error.what();
  if (command->get_require_subcommand_min() > 0) {
    const std::vector<std::string> unknown = command->remaining();
    reason =
        unknown.empty() ? "a command is required" : "there is no command '" + unknown.front() + "'";
  }
  return "berth: " + reason + "; see " + called + " --help\n";
}

// As CLI11 wants to hear that a value is wrong.
std::function<void(const std::string&)> throwing(Command::Read read) {
  return [read = std::move(read)](const std::string& text) {
    if (const auto done = read(text); !done) {
      throw CLI::ValidationError(done.error().subject, done.error().reason);
    }
  };
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

void Command::on_call(std::function<int()> body) const {
  app_->callback([exit_code = exit_code_, body = std::move(body)] { *exit_code = body(); });
}

void Command::add_argument(const std::string& name, const std::string& help,
                           std::string& value) const {
  app_->add_option(name, value, help)->required();
}

void Command::add_option(const Option& option, Read read) const {
  CLI::Option* added =
      app_->add_option_function<std::string>(option.name, throwing(std::move(read)), option.help);
  added->type_name(option.value_name);
  if (!option.default_text.empty()) added->default_str(option.default_text);
  if (!option.variable.empty()) added->envname(option.variable);
}

void Command::add_option(const Option& option, std::string& value) const {
  add_option(option, [&value](const std::string& text) -> Result<void> {
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
};

CommandLine::CommandLine(const std::string& name, const std::string& description,
                         const std::string& version)
    : state_(new State{.app = CLI::App(description, name)}) {
  state_->app.set_version_flag("--version", version);
  state_->app.require_subcommand(1);
  state_->app.failure_message(usage_error);
}

CommandLine::~CommandLine() = default;

Command CommandLine::root() const {
  return {state_->app, state_->exit_code};
}

int CommandLine::run(int argc, const char* const* argv) {
  try {
    state_->app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Of CLI11's many codes one is left: wrongly called.
    return state_->app.exit(error) == EXIT_SUCCESS ? EXIT_SUCCESS : kExitUsage;
  }
  return state_->exit_code;
}

bool CommandLine::has_named(const std::string& command) const {
  return state_->app.got_subcommand(command);
}

}  // namespace berth::cli
