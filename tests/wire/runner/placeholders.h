// What stands in angle brackets in a case: "<digest:hello>", "<bearer of other>".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace berth::cases {

// "<any:NAME>" in an answer: whatever is there, by that name from then on.
inline constexpr std::string_view kAny = "<any:";

class Placeholders {
 public:
  // <NAME>
  void define(const std::string& name, std::string_view value);
  // <NAME>, <digest of NAME> and <size of NAME>
  void define_content(const std::string& name, std::string_view content);

  // Puts the values in. What is not known stays as it is.
  [[nodiscard]] std::string expand(std::string_view text);
  // Puts placeholders in where a text has the value of one that has been defined or expanded.
  [[nodiscard]] std::string abbreviate(std::string text) const;

  // Whether `actual` is `expected`, which has been expanded and may have kAny, each of which stands
  // for at least one byte. Defines what those stood for.
  [[nodiscard]] bool match(std::string_view expected, std::string_view actual);

 private:
  [[nodiscard]] std::optional<std::string> value_of(std::string_view name);

  std::map<std::string, std::string, std::less<>> values_;
  std::map<std::string, std::string> abbreviations_;  // by value
};

}  // namespace berth::cases
