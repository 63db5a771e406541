#include "http/range.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/ascii.h"

namespace berth::http {
namespace {

constexpr std::string_view kUnit = "bytes";
// A range that ends here could have a length that no 64-bit number holds.
constexpr std::uint64_t kNoSuchByte = std::numeric_limits<std::uint64_t>::max();

// What no 64-bit number holds is past the end of everything, as kNoSuchByte is.
std::optional<std::uint64_t> read_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return std::nullopt;
  if (failure == std::errc::result_out_of_range) return kNoSuchByte;
  if (failure != std::errc()) return std::nullopt;
  return value;
}

}  // namespace

RangeSelection select_range(std::string_view range_field, std::uint64_t size_bytes) {
  if (!equal_ignoring_case(range_field.substr(0, kUnit.size()), kUnit)) return WholeContent{};
  std::string_view range = range_field.substr(kUnit.size());
  if (!range.starts_with('=')) return WholeContent{};
  range.remove_prefix(1);
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos) return WholeContent{};
  const std::string_view first_text = range.substr(0, dash);
  const std::string_view last_text = range.substr(dash + 1);
  const auto first = read_number(first_text);
  const auto last = read_number(last_text);

  const bool is_range =
      first_text.empty() ? last.has_value() : first.has_value() && (last || last_text.empty());
  // Nothing has no parts. Some clients send "bytes=0-" with every request, so it is passed over, as
  // Go's net/http does for everyone who is written in Go.
  if (!is_range || size_bytes == 0) return WholeContent{};
  if (first_text.empty()) {  // the last N bytes
    if (*last == 0) return UnsatisfiableRange{};
    const std::uint64_t length = std::min(*last, size_bytes);
    return PartialContent{.offset = size_bytes - length, .length = length};
  }
  if (*first >= size_bytes || (last && *last < *first)) return UnsatisfiableRange{};
  const std::uint64_t end = last ? std::min(*last, size_bytes - 1) : size_bytes - 1;
  return PartialContent{.offset = *first, .length = end - *first + 1};
}

std::optional<UploadRange> parse_upload_range(std::string_view content_range_field) {
  std::string_view range = content_range_field;
  if (range.starts_with(kUnit)) {
    range.remove_prefix(kUnit.size());
    while (range.starts_with(' ')) range.remove_prefix(1);
    range = range.substr(0, range.find('/'));
  }
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = read_number(range.substr(0, dash));
  const auto last = read_number(range.substr(dash + 1));
  if (!first || !last || *last < *first || *last == kNoSuchByte) return std::nullopt;
  return UploadRange{.first = *first, .last = *last};
}

}  // namespace berth::http
