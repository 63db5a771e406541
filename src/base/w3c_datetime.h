// Dates as people write them, in the forms of "Date and Time Formats"
// (www.w3.org/TR/NOTE-datetime), a part of ISO 8601.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace berth {

// "2026", "2026-01", "2026-01-02", "2026-01-02T03:04Z", "2026-01-02T03:04:05+01:00",
// "2026-01-02T03:04:05.678Z". A part that is left out is the first of its kind. Fractions of a
// second count down to milliseconds. nullopt for anything else.
std::optional<Timestamp> parse_w3c_datetime(std::string_view text);

}  // namespace berth
