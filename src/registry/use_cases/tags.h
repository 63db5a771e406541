// Use cases of tags.
#pragma once

#include <optional>

#include "registry/ports/metadata_store.h"

namespace berth {

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
Result<TagRollback> roll_back_tag(MetadataStore& metadata, const Repository& repository,
                                  const TagName& tag, const std::optional<Digest>& to,
                                  const Author& author);

}  // namespace berth
