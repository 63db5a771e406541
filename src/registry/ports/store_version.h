// The state of a store at one moment, as a value to compare.
#pragma once

#include <array>
#include <cstdint>

namespace berth {

// Opaque. Two versions are equal only if no process committed anything in between.
using StoreVersion = std::array<std::uint32_t, 12>;

}  // namespace berth
