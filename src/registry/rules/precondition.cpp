#include "registry/rules/precondition.h"

#include <algorithm>

namespace berth {
namespace {

bool lists(const ListedImages& listed, const std::optional<Digest>& target) {
  if (!target) return false;
  return listed.any || std::ranges::find(listed.digests, *target) != listed.digests.end();
}

}  // namespace

bool holds(const Precondition& precondition, const std::optional<Digest>& target) {
  if (precondition.match && !lists(*precondition.match, target)) return false;
  return !lists(precondition.none_match, target);
}

}  // namespace berth
