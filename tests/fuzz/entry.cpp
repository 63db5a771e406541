// The entry point for libFuzzer.
#include <cstddef>
#include <cstdint>

#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  berth::fuzz::check({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
