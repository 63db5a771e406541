#include "ops/config_file.h"

#include <toml++/toml.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/suggestion.h"
#include "ops/settings.h"

namespace berth::ops {
namespace {

// TOML has types, settings are text: a number or a switch may be written either way.
std::optional<std::string> text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* boolean = node.as_boolean()) return boolean->get() ? "true" : "false";
  return std::nullopt;
}

constexpr const char* kNameIt = ": --config names a TOML file";

// "FILE:LINE", as compilers print it; "FILE" if no line is known.
std::string place_in(const std::filesystem::path& file, toml::source_position at) {
  return at ? file.string() + ':' + std::to_string(at.line) : file.string();
}

std::vector<std::string_view> names_of_settings() {
  std::vector<std::string_view> names;
  for (const Setting& setting : settings()) names.push_back(setting.name);
  return names;
}

Checked<void> apply_node(Config& config, std::string_view name, const toml::node& node,
                         const std::string& place) {
  const auto setting = std::ranges::find(settings(), name, &Setting::name);
  if (setting == settings().end()) {
    return fail(invalid_setting(place, "unknown setting '" + std::string(name) + "'" +
                                           did_you_mean(name, names_of_settings())));
  }
  const auto text = text_of(node);
  auto applied = text ? apply_setting(config, *setting, *text, place)
                      : fail(invalid_setting(place, "is a table or a list"));
  if (!applied) applied.error().subject += ": " + std::string(name);
  return applied;
}

}  // namespace

std::vector<Problem> apply_file(Config& config, const std::filesystem::path& file) {
  // The parser reads a directory as an empty file.
  if (std::error_code failure; std::filesystem::is_directory(file, failure)) {
    return {invalid_setting(file.string(), std::string("is a directory") + kNameIt)};
  }
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& failure) {
    // Without a line, the file could not even be read.
    const toml::source_position at = failure.source().begin;
    return {invalid_setting(place_in(file, at),
                            std::string(failure.description()) + (at ? "" : kNameIt))};
  }
  std::vector<std::pair<toml::source_position, Problem>> found;
  for (const auto& [key, node] : table) {
    const toml::source_position at = key.source().begin;
    if (auto applied = apply_node(config, key.str(), node, place_in(file, at)); !applied) {
      found.emplace_back(at, std::move(applied.error()));
    }
  }
  // The parser keeps keys by name.
  std::ranges::sort(found, {}, [](const auto& error) { return error.first.line; });
  std::vector<Problem> errors;
  errors.reserve(found.size());
  for (auto& [at, error] : found) errors.push_back(std::move(error));
  return errors;
}

}  // namespace berth::ops
