#include "gallery/words.h"

#include <array>
#include <cstdio>

namespace berth::gallery {
namespace {

constexpr std::array<std::string_view, 7> kUnits{"B", "kB", "MB", "GB", "TB", "PB", "EB"};
constexpr double kStep = 1000;
constexpr std::size_t kShortHexDigits = 12;

std::string rounded(double value, int digits) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  return text.data();
}

}  // namespace

std::string size_text(std::uint64_t bytes) {
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  // 999.5 would be shown as 1000.
  while (value >= kStep - 0.5 && unit + 1 < kUnits.size()) {
    value /= kStep;
    ++unit;
  }
  // Below ten, a digit after the point counts.
  std::string text = rounded(value, unit > 0 && value < 9.95 ? 1 : 0);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text.append(" ").append(kUnits.at(unit));
}

std::string time_text(Timestamp time) {
  const std::string full = format_rfc3339(time);  // "2026-01-02T03:04:05.678Z"
  return full.substr(0, 10) + ' ' + full.substr(11, 5) + " UTC";
}

std::string short_digest(std::string_view digest) {
  const std::size_t colon = digest.find(':');
  if (colon == std::string_view::npos) return std::string(digest);
  return std::string(digest.substr(0, colon + 1 + kShortHexDigits));
}

std::string count_text(std::uint64_t count, std::string_view noun) {
  return std::to_string(count).append(" ").append(noun).append(count == 1 ? "" : "s");
}

}  // namespace berth::gallery
