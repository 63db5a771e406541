// What keeps a program from doing what the person who runs it wants: a file, a setting, an address.
#pragma once

#include <string>
#include <utility>

#include "base/result.h"

namespace berth {

// Printed as "subject: reason".
struct Problem {
  std::string subject;  // "--listen", or the path of a file
  std::string reason;   // "takes HOST:PORT, not 'x'"

  bool operator==(const Problem&) const = default;
};

template <typename T>
using Checked = std::expected<T, Problem>;

inline std::unexpected<Problem> fail(Problem problem) {
  return std::unexpected(std::move(problem));
}

}  // namespace berth
