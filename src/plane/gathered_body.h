// The body of a large request that is answered as a whole.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>
#include <variant>

#include "base/byte_budget.h"
#include "http/handler.h"

namespace berth::plane {

// Where a body is gathered that is worth reading on: megabytes are not taken in from whoever sends
// them, nor for as many as would send them.
struct BodyRoom {
  ByteBudget& budget;
  // Of what is long, in nameless files; empty, or where there can be none: in memory.
  std::filesystem::path folder;
};

// In memory up to here: most manifests, and requests of most operations. A session holds as much of
// every upload.
inline constexpr std::size_t kMaxBodyInMemoryBytes = std::size_t{256} * 1024;

// What open() of an exchange returns: a sink that in the end gives the body to its answer(), as if
// the plan had been to take it whole; or the refusal: too_large() for a body over the limit, also
// while it comes, and http::refuse() with 503 where the budget has no room for it. `access_key_id`:
// by whose share it counts, besides the client's; it need not be proven. Exchange and room must
// outlive the sink.
std::variant<http::Response, std::unique_ptr<http::BodySink>> gather_body(
    http::Exchange& exchange, std::uint64_t limit_bytes, const BodyRoom& room,
    std::string_view access_key_id);

}  // namespace berth::plane
