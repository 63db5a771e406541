// What pointing a tag at an image means.
#pragma once

#include <cstdint>
#include <optional>

#include "registry/rules/quotas.h"
#include "registry/values/error.h"
#include "registry/values/model.h"

namespace berth {

enum class TagOutcome : std::uint8_t { created, moved, unchanged };

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

struct TagMoveFacts {
  std::int64_t last_movement = 0;  // its sequence; 0: the tag never existed
  std::optional<TagTarget> before = {};
  std::optional<std::uint64_t> tag_count = {};  // of the image; nullopt: it does not exist
};

// What becomes of a tag, which may have been deleted, that shall point at an existing image.
// `last_sequence`: the last movement that the caller knows of; 0: none. image_tag_digest_mismatch
// if the tag has moved since; image_not_found; limit_exceeded.
Result<TagOutcome> plan_tag_move(const Repository& repository, const TagName& tag,
                                 const Digest& image, std::int64_t last_sequence,
                                 const TagMoveFacts& facts, const Quotas& quotas);

}  // namespace berth
