// What the kernel knows of this process.
#pragma once

#include <cstdint>
#include <optional>

namespace berth::app {

// nullopt: it could not be determined.
struct ProcessFigures {
  std::optional<std::uint64_t> cpu_ns;  // in user and system mode
  std::optional<std::uint64_t> resident_bytes;
  std::optional<std::uint64_t> virtual_bytes;
  std::optional<std::uint64_t> open_files;
  std::optional<std::uint64_t> max_files;
};

// Lists the open files: takes milliseconds with ten thousands.
ProcessFigures look_at_process();

}  // namespace berth::app
