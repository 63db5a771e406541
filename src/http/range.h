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

// The most ranges in one request. Clients that pull parts of a layer (containers/image,
// stargz-snapshotter) ask for a thousand and more, in 22 KB of a head. Each costs about 150 bytes
// of the answer.
inline constexpr std::size_t kMaxRanges = 1024;

struct WholeContent {};
struct PartialContent {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};
// The ranges that can be satisfied, at least one, of a request for several: ascending, not empty,
// not overlapping. The answer has a part for each (section 14.6).
using SeveralParts = std::vector<PartialContent>;
// `reason`: what is wrong, as a sentence; it lives for ever.
struct UnsatisfiableRange {  // 416
  std::string_view reason;
};
struct RefusedRanges {  // 400
  std::string_view reason;
};
using RangeSelection =
    std::variant<WholeContent, PartialContent, SeveralParts, UnsatisfiableRange, RefusedRanges>;

// What a Range field selects of `size_bytes` bytes. A field that is absent, malformed or in another
// unit selects the whole, as section 14.2 allows; so does every field if there are no bytes. A
// single range that ends before it begins is unsatisfiable, as OCI's conformance tests want it.
// Several ranges are refused if one is malformed or if they overlap, descend or are more than
// kMaxRanges: clients then ask for one at a time, whereas the whole, which section 14.2 allows too,
// would cost them more than all of their ranges.
RangeSelection select_range(std::string_view range_field, std::uint64_t size_bytes);

struct UploadRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  // inclusive
};
// "0-1023" as OCI clients send it, or RFC 9110's "bytes 0-1023/*". nullopt: neither.
std::optional<UploadRange> parse_upload_range(std::string_view content_range_field);

}  // namespace berth::http
