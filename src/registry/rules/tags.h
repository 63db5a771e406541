// What pointing a tag at an image means.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "registry/rules/quotas.h"
#include "registry/values/model.h"

namespace berth {

enum class TagOutcome { created, moved, unchanged };

// Where a tag points.
struct TagTarget {
  Digest digest;
  std::int64_t image_sequence = 0;
};

// What becomes of a tag that points at `before` (nullopt: it does not exist) and shall point at
// `image`.
TagOutcome outcome_of(const std::optional<TagTarget>& before, const Digest& image);

// The same, under the quota of an image that has `tag_count` tags now. limit_exceeded.
Result<TagOutcome> plan_tag(const Repository& repository, const TagName& tag,
                            const std::optional<TagTarget>& before, const Digest& image,
                            std::uint64_t tag_count, const Quotas& quotas);

}  // namespace berth
