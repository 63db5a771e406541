// What the server refuses by itself: requests that it cannot read, does not wait for, or has no
// room for. The exchange gives each the body of the plane that the request is for.
#pragma once

#include <string_view>

#include "http/handler.h"

namespace berth::http {

// The reason is a string literal: a sentence for the client's user, without a full stop.
struct Refusal {
  unsigned status;  // 400, 408, 413, 414, 429, 431, 501, 503 or 505
  std::string_view reason;
};

// Too much is going on: the same request may be taken a moment later.
inline constexpr Refusal kBusy{.status = 503, .reason = "The server is busy: try again"};

// More would be held for slow clients than there is room for.
inline constexpr Refusal kTooMuchHeld{
    .status = 503, .reason = "Too much is held for slow clients just now: try again"};

// What the exchange says to it, with what every such answer has: Retry-After, if the request may be
// repeated as it is (RFC 9110 section 10.2.3). Any thread.
Response refuse(Exchange& exchange, const Refusal& refusal);

// No more connections, of this address or at all.
inline constexpr Refusal kTooManyOfAddress{
    .status = 429, .reason = "Your address has too many connections or requests: try again"};
inline constexpr Refusal kTooManyConnections{.status = 503,
                                             .reason = "There are too many connections: try again"};

// Where there is no plane, or nobody knows yet which it would be: text.
Response plain_refusal(const Refusal& refusal);

}  // namespace berth::http
