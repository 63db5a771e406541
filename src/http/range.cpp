#include "http/range.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/ascii.h"

namespace berth::http {
namespace {

constexpr std::string_view kUnit = "bytes";
// A range that ends here could have a length beyond 64 bits.
constexpr std::uint64_t kNoSuchByte = std::numeric_limits<std::uint64_t>::max();

// A number beyond 64 bits becomes kNoSuchByte, which is past the end of everything.
std::optional<std::uint64_t> read_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return std::nullopt;
  if (failure == std::errc::result_out_of_range) return kNoSuchByte;
  if (failure != std::errc()) return std::nullopt;
  return value;
}

constexpr std::string_view kBeyondTheEnd = "The range begins beyond the end of the content";

struct MalformedRange {};
using OneRange = std::variant<PartialContent, UnsatisfiableRange, RefusedRanges, MalformedRange>;

// "first-last", "first-" or "-length", of content that is not empty.
OneRange select_one(std::string_view range, std::uint64_t size_bytes) {
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos) return MalformedRange{};
  const std::string_view first_text = range.substr(0, dash);
  const std::string_view last_text = range.substr(dash + 1);
  const auto first = read_number(first_text);
  const auto last = read_number(last_text);
  const bool is_range =
      first_text.empty() ? last.has_value() : first.has_value() && (last || last_text.empty());
  if (!is_range) return MalformedRange{};
  if (first_text.empty()) {  // the last N bytes
    if (*last == 0) return UnsatisfiableRange{"The range is the last 0 bytes"};
    const std::uint64_t length = std::min(*last, size_bytes);
    return PartialContent{.offset = size_bytes - length, .length = length};
  }
  if (last && *last < *first) return RefusedRanges{"The range ends before it begins"};
  if (*first >= size_bytes) return UnsatisfiableRange{kBeyondTheEnd};
  const std::uint64_t end = last ? std::min(*last, size_bytes - 1) : size_bytes - 1;
  return PartialContent{.offset = *first, .length = end - *first + 1};
}

RangeSelection select_single(std::string_view range, std::uint64_t size_bytes) {
  const OneRange selected = select_one(range, size_bytes);
  if (const auto* part = std::get_if<PartialContent>(&selected)) return *part;
  if (const auto* none = std::get_if<UnsatisfiableRange>(&selected)) return *none;
  if (const auto* refused = std::get_if<RefusedRanges>(&selected)) {
    return UnsatisfiableRange{refused->reason};
  }
  return WholeContent{};
}

// The elements of a list (section 5.6.1), without empty ones. nullopt: too many.
std::optional<std::vector<std::string_view>> split(std::string_view list) {
  std::vector<std::string_view> elements;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view element = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    constexpr std::string_view kSpace = " \t";
    element.remove_prefix(std::min(element.find_first_not_of(kSpace), element.size()));
    element = element.substr(0, element.find_last_not_of(kSpace) + 1);
    if (element.empty()) continue;
    if (elements.size() == kMaxRanges) return std::nullopt;
    elements.push_back(element);
  }
  return elements;
}

RangeSelection select_several(const std::vector<std::string_view>& ranges,
                              std::uint64_t size_bytes) {
  SeveralParts parts;
  parts.reserve(ranges.size());
  for (const std::string_view range : ranges) {
    const OneRange selected = select_one(range, size_bytes);
    if (std::holds_alternative<MalformedRange>(selected)) {
      return RefusedRanges{"One of the ranges is malformed"};
    }
    if (const auto* refused = std::get_if<RefusedRanges>(&selected)) return *refused;
    const auto* part = std::get_if<PartialContent>(&selected);
    if (part == nullptr) continue;
    if (!parts.empty() && part->offset < parts.back().offset) {
      return RefusedRanges{"The ranges are not in ascending order"};
    }
    if (!parts.empty() && part->offset - parts.back().offset < parts.back().length) {
      return RefusedRanges{"The ranges overlap"};
    }
    parts.push_back(*part);
  }
  if (parts.empty()) return UnsatisfiableRange{"All ranges begin beyond the end of the content"};
  return parts;
}

}  // namespace

RangeSelection select_range(std::string_view range_field, std::uint64_t size_bytes) {
  if (!equal_ignoring_case(range_field.substr(0, kUnit.size()), kUnit)) return WholeContent{};
  std::string_view set = range_field.substr(kUnit.size());
  if (!set.starts_with('=')) return WholeContent{};
  set.remove_prefix(1);
  // Empty content has no parts. Some clients send "bytes=0-" with every request, so the range is
  // ignored, as Go's net/http does for servers written in Go.
  if (size_bytes == 0) return WholeContent{};
  if (!set.contains(',')) return select_single(set, size_bytes);
  const auto ranges = split(set);
  if (!ranges) return RefusedRanges{"There are too many ranges"};
  if (ranges->size() > 1) return select_several(*ranges, size_bytes);
  return ranges->empty() ? WholeContent{} : select_single(ranges->front(), size_bytes);
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
