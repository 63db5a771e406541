#include "ops/settings_page.h"

#include "ops/settings.h"

namespace berth::ops {
namespace {

constexpr std::string_view kIntroduction =
    R"(<!-- Written by `make docs` from src/ops/setting_groups.cpp; not edited by hand. -->

# Settings

A setting is a flag of `berth serve`, an environment variable, or a key of the TOML file that
`--config` or `BERTH_CONFIG` names. Flags count over the environment, and the environment over the
file. The flag is the key with `--` before it (`--max-connections 100`), the variable the key in
capitals (`BERTH_MAX_CONNECTIONS`). A switch is `on` or `off`; as a flag it needs no value.
`berth config show` prints each setting with its value and where that comes from, `berth config
check` everything that is wrong with them.
)";

// Escapes what a table cell cannot hold.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string value_of(const Setting& setting) {
  return setting.value_name.empty() ? "on\\|off" : cell(setting.value_name);
}

std::string default_cell(const Setting& setting) {
  const std::string value = default_of(setting);
  return setting.show == nullptr ? value : '`' + value + '`';
}

}  // namespace

std::string make_settings_page() {
  std::string page(kIntroduction);
  for (const SettingGroup& group : setting_groups()) {
    page.append("\n## ").append(group.title);
    page += "\n\n| key | value | default | what it is |\n|---|---|---|---|\n";
    for (const Setting& setting : group.settings) {
      page.append("| `").append(setting.name).append("` | ").append(value_of(setting));
      page.append(" | ").append(default_cell(setting)).append(" | ");
      page.append(cell(setting.help)).append(" |\n");
    }
  }
  return page;
}

}  // namespace berth::ops
