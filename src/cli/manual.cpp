// berth manual: the page berth(1), made from the declarations of the commands and the settings.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cli/commands.h"
#include "ops/settings.h"

namespace berth::cli {
namespace {

// Text that man(7) prints as it is: without commands, and with hyphens that can be copied.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  // A line that begins so would be a command.
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}

std::string bold(std::string_view text) {
  return "\\fB" + roff(text) + "\\fR";
}

std::string italic(std::string_view text) {
  return "\\fI" + roff(text) + "\\fR";
}

std::string in_capitals(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  });
  return text;
}

bool is_setting(const CommandDescription::Option& option) {
  return std::ranges::any_of(ops::settings(), [&option](const ops::Setting& setting) {
    return option.name == "--" + std::string(setting.name);
  });
}

std::string option_entry(const CommandDescription::Option& option) {
  std::string out = ".TP\n" + bold(option.name);
  if (!option.value_name.empty()) out += ' ' + italic(option.value_name);
  out += '\n' + roff(option.help);
  if (!option.default_text.empty()) out += " (default: " + roff(option.default_text) + ')';
  if (!option.variable.empty()) out += " [" + roff(option.variable) + ']';
  return out + '\n';
}

// The options of a command, but for --help. All settings together are a section of the page.
std::string option_entries(const CommandDescription& command) {
  const auto settings = std::ranges::count_if(command.options, is_setting);
  const bool takes_all = std::cmp_equal(settings, ops::settings().size());
  std::string out;
  for (const CommandDescription::Option& option : command.options) {
    if (option.name == "--help" || (takes_all && is_setting(option))) continue;
    out += option_entry(option);
  }
  if (takes_all) out += ".TP\n" + bold("--SETTING") + "\nany of those below\n";
  return out;
}

// The commands that do something, and not those that only group others.
std::string command_entries(const CommandDescription& command) {
  if (!command.commands.empty()) {
    std::string out;
    for (const CommandDescription& below : command.commands) out += command_entries(below);
    return out;
  }
  std::string out = ".SS " + bold(command.name);
  for (const CommandDescription::Argument& argument : command.arguments) {
    const std::string name = italic(in_capitals(argument.name));
    out += argument.is_required ? ' ' + name : " [" + name + ']';
  }
  out += '\n' + roff(command.help) + '\n';
  for (const CommandDescription::Argument& argument : command.arguments) {
    out += ".TP\n" + italic(in_capitals(argument.name)) + '\n' + roff(argument.help) + '\n';
  }
  return out + option_entries(command);
}

std::string setting_entries() {
  std::string out;
  for (const ops::SettingGroup& group : ops::setting_groups()) {
    out += ".SS " + roff(group.title) + '\n';
    for (const ops::Setting& setting : group.settings) {
      out += ".TP\n" + bold("--" + std::string(setting.name)) + ' ';
      out += italic(setting.value_name.empty() ? "on|off" : setting.value_name) + '\n';
      out += roff(ops::help_of(setting)) + " [" + roff(ops::environment_name(setting)) + "]\n";
    }
  }
  return out;
}

constexpr std::string_view kAboutSettings = R"(.SH SETTINGS
A setting is an option of
.BR "berth serve" ,
an environment variable, or a key of the TOML file that
.B \-\-config
or
.B BERTH_CONFIG
names. Options count over the environment, and the environment over the file. The key is the option
without the dashes in front. A switch is
.B on
or
.BR off ;
as an option it needs no value.
.B berth config show
prints each setting with its value and where that comes from,
.B berth config check
everything that is wrong with them.
)";

constexpr std::string_view kEnd = R"(.SH SIGNALS
.TP
.B SIGTERM, SIGINT
Let running requests finish, and end. A second one ends at once.
.TP
.B SIGHUP
Read the certificate again.
.SH EXIT STATUS
.TP
.B 0
Done.
.TP
.B 1
Failed.
.TP
.B 2
Called or configured wrongly.
.SH FILES
These are the paths of the Debian package.
.TP
.I /etc/berth/berth.toml
The settings of the service.
.TP
.I /var/lib/berth
Everything that the server keeps. The commands run as the user that owns it:
.B sudo \-u berth berth account list \-\-config /etc/berth/berth.toml
.TP
.I /var/lib/berth/credentials
The access key of the first administrator, in the format of the AWS CLI.
.SH SEE ALSO
.BR docker (1),
.BR skopeo (1),
.BR systemctl (1)
)";

std::string manual_of(const CommandDescription& berth, const std::string& version) {
  std::string out = ".TH BERTH 1 \"\" \"Berth " + roff(version) + "\" \"User Commands\"\n";
  out += ".SH NAME\nberth \\- a container registry with the ecr\\-public API\n";
  out += ".SH SYNOPSIS\n.B berth\n.IR COMMAND \" [\" OPTION \"]...\"\n";
  out += ".SH DESCRIPTION\n" + roff(berth.help) + ".\n";
  out += ".SH COMMANDS\nEvery command has\n.BR \\-\\-help .\n" + command_entries(berth);
  return out.append(kAboutSettings).append(setting_entries()).append(kEnd);
}

}  // namespace

void add_manual(const CommandLine& berth) {
  berth.root()
      .add_command("manual", "print the manual page, for man(1): berth manual | man -l -")
      .on_call([&berth] {
        std::fputs(manual_of(berth.describe(), BERTH_VERSION).c_str(), stdout);
        return EXIT_SUCCESS;
      });
}

}  // namespace berth::cli
