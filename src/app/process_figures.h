// What the kernel knows of this process.
#pragma once

#include <cstdint>

namespace berth::app {

struct ProcessFigures {
  std::uint64_t cpu_ns = 0;  // in user and system mode
  std::uint64_t resident_bytes = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t open_files = 0;
  std::uint64_t max_files = 0;
};

// What cannot be determined is 0. Lists the open files: takes milliseconds with ten thousands.
ProcessFigures look_at_process();

}  // namespace berth::app
