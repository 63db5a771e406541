// What a store holds at one moment, as a value to compare.
#pragma once

#include <array>
#include <cstdint>

namespace berth {

// Opaque. Equal only if nothing was committed in between, by whichever process.
using StoreVersion = std::array<std::uint32_t, 12>;

}  // namespace berth
