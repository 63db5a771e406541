// Shared by all fuzz targets. A target is one check() of what a stranger may send.
#pragma once

#include <cstdlib>
#include <iostream>
#include <source_location>
#include <string_view>
#include <utility>

namespace berth::fuzz {

// Each target defines it. Called with one input after the other; keeps no state between them.
void check(std::string_view input);

// A broken property ends the process like a crash, so libFuzzer keeps the input.
inline void require(bool holds, std::string_view property,
                    std::source_location where = std::source_location::current()) {
  if (holds) return;
  std::cerr << where.file_name() << ':' << where.line() << ": broken: " << property << std::endl;
  std::abort();
}

// The first line of `input`, cut off it: for targets that need two texts.
inline std::string_view take_line(std::string_view& input) {
  const std::string_view line = input.substr(0, input.find('\n'));
  input.remove_prefix(line.size() == input.size() ? line.size() : line.size() + 1);
  return line;
}

}  // namespace berth::fuzz
