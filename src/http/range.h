// Range requests (RFC 9110 section 14), and the Content-Range of chunked uploads (OCI Distribution
// 1.1, "Pushing a blob in chunks").
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace berth::http {

// The most ranges that one request may ask for: pullers of parts of a layer (containers/image,
// stargz-snapshotter) ask for a thousand and more, in 22 KB of a head. Each costs some 150 bytes of
// the answer.
inline constexpr std::size_t kMaxRanges = 1024;

struct WholeContent {};
struct PartialContent {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};
// Of a request for several ranges, those that can be satisfied, at least one: ascending, none of
// them empty, none overlapping another. For an answer of as many parts (section 14.6).
using SeveralParts = std::vector<PartialContent>;
// What is wrong, as a sentence; it lives for ever.
struct UnsatisfiableRange {  // 416
  std::string_view reason;
};
struct RefusedRanges {  // 400
  std::string_view reason;
};
using RangeSelection =
    std::variant<WholeContent, PartialContent, SeveralParts, UnsatisfiableRange, RefusedRanges>;

// What the value of a Range field selects of `size_bytes` bytes. Absent, malformed or in another
// unit, and of nothing: the whole, as section 14.2 allows. A single one that ends before it begins
// selects nothing, as OCI's conformance tests want it. Several are refused if one is malformed or
// if they overlap, descend or are more than kMaxRanges: clients then ask for one at a time, whereas
// the whole, which section 14.2 allows too, would cost them more than all of their ranges.
RangeSelection select_range(std::string_view range_field, std::uint64_t size_bytes);

struct UploadRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  // inclusive
};
// "0-1023" as OCI clients send it, or RFC 9110's "bytes 0-1023/*". nullopt: neither.
std::optional<UploadRange> parse_upload_range(std::string_view content_range_field);

}  // namespace berth::http
