// Range requests (RFC 9110 section 14), and the Content-Range of chunked uploads (OCI Distribution
// 1.1, "Pushing a blob in chunks").
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace berth::http {

struct WholeContent {};
struct PartialContent {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};
struct UnsatisfiableRange {};
using RangeSelection = std::variant<WholeContent, PartialContent, UnsatisfiableRange>;

// What the value of a Range field selects of `size_bytes` bytes. Absent, malformed, in another unit
// or of several ranges, and of nothing: the whole, as section 14.2 allows. One that ends before it
// begins selects nothing, as OCI's conformance tests want it.
RangeSelection select_range(std::string_view range_field, std::uint64_t size_bytes);

struct UploadRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  // inclusive
};
// "0-1023" as OCI clients send it, or RFC 9110's "bytes 0-1023/*". nullopt: neither.
std::optional<UploadRange> parse_upload_range(std::string_view content_range_field);

}  // namespace berth::http
