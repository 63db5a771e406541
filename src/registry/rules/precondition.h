// Conditions that a client sets on a write: what it expects a tag or a digest to point at (RFC 9110
// section 13).
#pragma once

#include <optional>
#include <vector>

#include "registry/values/model.h"

namespace berth {

// The images that a condition lists.
struct ListedImages {
  bool any = false;  // "*": whatever exists
  std::vector<Digest> digests = {};
};

// A condition on the target of a reference that must hold when the write happens.
struct Precondition {
  ImageReference reference;
  std::optional<ListedImages> match = {};  // If-Match (section 13.1.1); nullopt: no such condition
  ListedImages none_match = {};            // If-None-Match (section 13.1.2)
};

// `target`: of the precondition's reference; nullopt: the tag or the image does not exist.
bool holds(const Precondition& precondition, const std::optional<Digest>& target);

}  // namespace berth
