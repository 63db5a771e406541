// Use cases of tags.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "registry/ports/metadata_store.h"

namespace berth {

// Who moved a tag, as its history shows it: the name of a user of the repository's own account, the
// ARN of a user of another account.
std::string actor_name(const Repository& repository, const Principal& actor);

// What a rollback did to a tag.
struct TagRollback {
  TagOutcome outcome = TagOutcome::moved;  // unchanged: it pointed there already
  std::optional<Digest> from = {};         // none: the tag had been deleted
  Digest to;
  Timestamp moved_at;
};

// Points a tag, which may have been deleted, at `to`; without it, at the image before the last
// movement: doing that twice changes nothing but the history. image_not_found: with only a tag if
// the tag never existed, with a digest if that image is gone. tag_without_past: it pointed at no
// image before. image_tag_digest_mismatch if someone else moves the tag at the same time;
// limit_exceeded, repository_not_found.
Result<TagRollback> roll_back_tag(MetadataStore& metadata, const Clock& clock,
                                  const Repository& repository, const TagName& tag,
                                  const std::optional<Digest>& to, std::string_view actor);

}  // namespace berth
