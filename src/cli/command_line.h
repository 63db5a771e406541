// The commands of a program, each with its arguments, options and body, as a tree.
//
// CLI11 reads the command line, and only command_line.cpp includes it: compiling its headers costs
// more than the rest of a file in this folder.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/problem.h"

namespace CLI {
class App;
}

namespace berth::cli {

// The exit code of a program that was called or configured wrongly.
inline constexpr int kExitUsage = 2;

// A handle: copies refer to the same command. Valid as long as the CommandLine.
//
// Values are read while the command line is parsed, into variables that must live until then: let
// the body own them.
class Command {
 public:
  // Reads a given value. The user is shown the problem.
  using Read = std::function<Checked<void>(const std::string& text)>;

  struct Option {
    std::string name;        // "--limit"
    std::string value_name;  // "N"
    std::string help;
    std::string default_text = {};  // shown in the help; nothing is read if the option is not given
    std::string variable = {};      // of the environment, read if the option is not given
  };

  // A command that only groups others: one of them must be named.
  [[nodiscard]] Command add_group(const std::string& name, const std::string& help) const;
  [[nodiscard]] Command add_command(const std::string& name, const std::string& help) const;

  // The full name: "berth tag list".
  [[nodiscard]] std::string name() const;

  // `body` runs when the command line names this command and is valid; it returns the exit code.
  void on_call(std::function<int()> body) const;

  // Required, in the order of these calls.
  void add_argument(const std::string& name, const std::string& help, std::string& value) const;
  // The last argument, which may be left out.
  void add_optional_argument(const std::string& name, const std::string& help,
                             std::string& value) const;

  void add_option(const Option& option, Read read) const;
  void add_option(const Option& option, std::string& value) const;
  // Given, or not.
  void add_flag(const std::string& name, const std::string& help,
                std::function<void()> given) const;
  // Reads "true" if given alone, else the value of --name=value.
  void add_toggle(const std::string& name, const std::string& help, Read read) const;

 private:
  friend class CommandLine;
  Command(CLI::App& app, int& exit_code) : app_(&app), exit_code_(&exit_code) {}

  CLI::App* app_;
  int* exit_code_;
};

// What a command takes, in the words of its help, with everything below it: for documents about the
// program that are made from its declarations.
struct CommandDescription {
  struct Argument {
    std::string name;
    std::string help;
    bool is_required = true;
  };
  struct Option {
    std::string name;        // "--limit"
    std::string value_name;  // "N"; empty: the option takes no value
    std::string help;
    std::string default_text = {};
    std::string variable = {};
  };

  std::string name;  // the full one: "berth tag list"
  std::string help;
  std::vector<Argument> arguments = {};
  std::vector<Option> options = {};
  std::vector<CommandDescription> commands = {};
};

class CommandLine {
 public:
  CommandLine(const std::string& name, const std::string& description, const std::string& version);
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;
  ~CommandLine();

  [[nodiscard]] Command root() const;
  // Everything that was declared so far.
  [[nodiscard]] CommandDescription describe() const;
  // Runs the body of the named command and returns its result. Errors in the call are printed, and
  // kExitUsage is returned. Throws what the body throws.
  [[nodiscard]] int run(int argc, const char* const* argv);
  // After run(): whether the command line named this command of the root.
  [[nodiscard]] bool has_named(const std::string& command) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace berth::cli
