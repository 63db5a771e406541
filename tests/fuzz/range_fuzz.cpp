// "<size in bytes>\n<value of Range or Content-Range>"
#include <charconv>
#include <limits>
#include <string>

#include "fuzz.h"
#include "http/range.h"

namespace berth::fuzz {
namespace {

constexpr std::uint64_t kMaxNumber = std::numeric_limits<std::uint64_t>::max();

void check_parts(const http::SeveralParts& parts, std::uint64_t size_bytes) {
  require(!parts.empty() && parts.size() <= http::kMaxRanges, "there are some parts");
  std::uint64_t end = 0;
  for (const http::PartialContent& part : parts) {
    require(part.length > 0 && part.offset >= end, "parts ascend and do not overlap");
    require(part.offset < size_bytes && part.length <= size_bytes - part.offset,
            "each of the parts lies within the content");
    end = part.offset + part.length;
  }
}

void check_selection(std::string_view field, std::uint64_t size_bytes) {
  const http::RangeSelection selection = http::select_range(field, size_bytes);
  if (const auto* parts = std::get_if<http::SeveralParts>(&selection)) {
    check_parts(*parts, size_bytes);
  }
  const auto* part = std::get_if<http::PartialContent>(&selection);
  if (part == nullptr) return;
  require(part->length > 0, "a part is not empty");
  require(part->offset < size_bytes && part->length <= size_bytes - part->offset,
          "a part lies within the content");
  const std::string printed = "bytes=" + std::to_string(part->offset) + '-' +
                              std::to_string(part->offset + part->length - 1);
  const http::RangeSelection again = http::select_range(printed, size_bytes);
  const auto* same = std::get_if<http::PartialContent>(&again);
  require(same != nullptr && same->offset == part->offset && same->length == part->length,
          "first and last byte of a part select that part");
}

void check_upload_range(std::string_view field) {
  const auto range = http::parse_upload_range(field);
  if (!range) return;
  require(range->first <= range->last, "an upload range is not empty");
  require(range->last - range->first < kMaxNumber && range->last < kMaxNumber,
          "its length and its end are numbers");
  const std::string printed = std::to_string(range->first) + '-' + std::to_string(range->last);
  for (const std::string& text : {printed, "bytes " + printed + "/*"}) {
    const auto again = http::parse_upload_range(text);
    require(again && again->first == range->first && again->last == range->last,
            "an upload range reads the same in both forms");
  }
}

}  // namespace

void check(std::string_view input) {
  const std::string_view size_text = take_line(input);
  std::uint64_t size_bytes = 0;
  std::from_chars(size_text.data(), size_text.data() + size_text.size(), size_bytes);
  check_selection(input, size_bytes);
  check_upload_range(input);
}

}  // namespace berth::fuzz
