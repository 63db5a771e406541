#include "registry/rules/push.h"

#include <algorithm>

namespace berth {

bool is_unchanged(const PutImageOutcome& outcome) {
  const auto unchanged = [](TagOutcome tag) { return tag == TagOutcome::unchanged; };
  return outcome.image == ImageOutcome::existed && std::ranges::all_of(outcome.tags, unchanged);
}

}  // namespace berth
