// Whose word is believed.
#pragma once

#include <cstdint>

namespace berth::auth {

enum class Trust : std::uint8_t {
  proven,    // signatures, passwords and tokens are verified, policies decide
  everyone,  // any credentials will do for anything: for use as an emulator in tests. A caller
             // with a key that the store does not know acts for its first registry.
};

}  // namespace berth::auth
