#include "runner/placeholders.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/encoding.h"
#include "json/writer.h"
#include "registry/values/names.h"

namespace berth::cases {
namespace {

// Shorter values are as good as their placeholders, and may occur by chance.
constexpr std::size_t kMinAbbreviatedBytes = 20;

// The size of the placeholder at the start of `text`, whose brackets may hold others; 0: its
// brackets do not match.
std::size_t size_of(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '<') ++depth;
    if (text[i] == '>' && --depth == 0) return i + 1;
  }
  return 0;
}

std::string json_text(std::string_view text) {
  std::string quoted;
  json::Writer(quoted).string(text);
  return quoted.substr(1, quoted.size() - 2);
}

// "3:ab"
std::string repeated(std::string_view argument) {
  const std::size_t colon = argument.find(':');
  if (colon == std::string_view::npos) throw std::runtime_error("write <repeat:COUNT:TEXT>");
  std::string text;
  for (auto left = std::stoull(std::string(argument.substr(0, colon))); left > 0; --left) {
    text += argument.substr(colon + 1);
  }
  return text;
}

std::string bytes_of(std::string_view hex) {
  auto bytes = from_hex(hex);
  if (!bytes) throw std::runtime_error("write <bytes:HEX>");
  return *std::move(bytes);
}

std::optional<std::string> call(std::string_view function, std::string_view argument) {
  if (function == "digest") return Digest::of(argument).text();
  if (function == "sha512") return Digest::of(argument, HashAlgorithm::sha512).text();
  if (function == "base64") return to_base64(argument);
  if (function == "percent") return percent_encode(argument);
  if (function == "json") return json_text(argument);
  if (function == "repeat") return repeated(argument);
  if (function == "bytes") return bytes_of(argument);
  return std::nullopt;
}

}  // namespace

void Placeholders::define(const std::string& name, std::string_view value) {
  values_.insert_or_assign(name, value);
  std::erase_if(abbreviations_,
                [&](const auto& entry) { return entry.second == "<" + name + ">"; });
  if (value.size() >= kMinAbbreviatedBytes) {
    abbreviations_.try_emplace(std::string(value), "<" + name + ">");
  }
}

void Placeholders::define_content(const std::string& name, std::string_view content) {
  define(name, content);
  define("digest of " + name, Digest::of(content).text());
  define("size of " + name, std::to_string(content.size()));
  abbreviations_.try_emplace(json_text(content), "<json:<" + name + ">>");
}

std::string Placeholders::expand(std::string_view text) {
  std::string expanded;
  while (!text.empty()) {
    const std::size_t literal = std::min(text.find('<'), text.size());
    expanded += text.substr(0, literal);
    text.remove_prefix(literal);
    if (text.empty()) break;
    const std::size_t size = size_of(text);
    if (size > 0) {
      if (const auto value = value_of(text.substr(1, size - 2))) {
        expanded += *value;
        text.remove_prefix(size);
        continue;
      }
    }
    expanded += '<';
    text.remove_prefix(1);
  }
  return expanded;
}

std::optional<std::string> Placeholders::value_of(std::string_view name) {
  const auto known = values_.find(name);
  if (known != values_.end()) return known->second;
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto value = call(name.substr(0, colon), expand(name.substr(colon + 1)));
  if (value && value->size() >= kMinAbbreviatedBytes && !name.starts_with("repeat")) {
    abbreviations_.try_emplace(*value, "<" + std::string(name) + ">");
  }
  return value;
}

std::string Placeholders::abbreviate(std::string text) const {
  // The longest first: one value may hold another.
  std::vector<std::pair<std::string, std::string>> by_size(abbreviations_.begin(),
                                                           abbreviations_.end());
  std::ranges::sort(by_size, std::ranges::greater{},
                    [](const auto& entry) { return entry.first.size(); });
  for (const auto& [value, placeholder] : by_size) {
    for (std::size_t at = 0; (at = text.find(value, at)) != std::string::npos;) {
      text.replace(at, value.size(), placeholder);
      at += placeholder.size();
    }
  }
  return text;
}

bool Placeholders::match(std::string_view expected, std::string_view actual) {
  std::vector<std::pair<std::string, std::string_view>> taken;
  while (true) {
    const std::size_t any = expected.find(kAny);
    const std::string_view literal = expected.substr(0, any);
    if (!actual.starts_with(literal)) return false;
    actual.remove_prefix(literal.size());
    if (any == std::string_view::npos) break;
    expected.remove_prefix(any + kAny.size());
    const std::size_t end = expected.find('>');
    const std::string name(expected.substr(0, end));
    expected.remove_prefix(std::min(end, expected.size() - 1) + 1);
    const std::string_view next = expected.substr(0, expected.find(kAny));
    const std::size_t size = next.empty() ? actual.size() : actual.find(next, 1);
    if (size == 0 || size == std::string_view::npos) return false;
    taken.emplace_back(name, actual.substr(0, size));
    actual.remove_prefix(size);
  }
  if (!actual.empty()) return false;
  for (const auto& [name, value] : taken) define(name, value);
  return true;
}

}  // namespace berth::cases
