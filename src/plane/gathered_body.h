// The body of a large request that is answered as a whole.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>
#include <variant>

#include "base/byte_budget.h"
#include "http/handler.h"

namespace berth::plane {

// Where a body that is worth reading is gathered: the server does not take in megabytes from just
// anyone, nor from an unlimited number of clients at once.
struct BodyRoom {
  ByteBudget& budget;
  // For long bodies, in nameless files. Empty, or no file can be made: in memory.
  std::filesystem::path folder;
};

// Bodies up to this size stay in memory: most manifests, and the requests of most operations. A
// session holds as much of every upload.
inline constexpr std::size_t kMaxBodyInMemoryBytes = std::size_t{256} * 1024;

// For open() of an exchange. Returns a sink that finally gives the body to answer(), as if the plan
// had been to take it whole; or the refusal: too_large() for a body over the limit, also while it
// arrives, and http::refuse() with 503 if the budget has no room for it. `access_key_id`: the key
// whose share the body counts against, besides the client's; it need not be proven. Exchange and
// room must outlive the sink.
std::variant<http::Response, std::unique_ptr<http::BodySink>> gather_body(
    http::Exchange& exchange, std::uint64_t limit_bytes, const BodyRoom& room,
    std::string_view access_key_id);

}  // namespace berth::plane
