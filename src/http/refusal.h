// Requests that the server itself refuses, because it cannot read them, does not wait for them, or
// has no room for them. The exchange gives each the body of the plane that the request is for.
#pragma once

#include <string_view>

#include "http/handler.h"

namespace berth::http {

// The reason is a string literal: a sentence for the client's user, without a full stop.
struct Refusal {
  unsigned status;  // 400, 408, 413, 414, 429, 431, 501, 503 or 505
  std::string_view reason;
};

// Too much is going on: the same request may succeed a moment later.
inline constexpr Refusal kBusy{.status = 503, .reason = "The server is busy: try again"};

// There is no room to hold more for slow clients.
inline constexpr Refusal kTooMuchHeld{
    .status = 503, .reason = "The server holds too much for slow clients: try again later"};

// The exchange's answer to a refusal, with Retry-After if the request may be repeated unchanged
// (RFC 9110 section 10.2.3). Any thread.
Response refuse(Exchange& exchange, const Refusal& refusal);

// No more connections, from this address or at all.
inline constexpr Refusal kTooManyOfAddress{
    .status = 429, .reason = "Your address has too many connections or requests: try again"};
inline constexpr Refusal kTooManyConnections{.status = 503,
                                             .reason = "There are too many connections: try again"};

// A plain text answer, for when there is no plane, or it is not known yet.
Response plain_refusal(const Refusal& refusal);

}  // namespace berth::http
