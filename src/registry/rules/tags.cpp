#include "registry/rules/tags.h"

#include "registry/rules/refusals.h"

namespace berth {

TagOutcome outcome_of(const std::optional<TagTarget>& before, const Digest& image) {
  if (!before) return TagOutcome::created;
  return before->digest == image ? TagOutcome::unchanged : TagOutcome::moved;
}

Result<TagOutcome> plan_tag(const Repository& repository, const TagName& tag,
                            const std::optional<TagTarget>& before, const Digest& image,
                            std::uint64_t tag_count, const Quotas& quotas) {
  const TagOutcome outcome = outcome_of(before, image);
  if (outcome != TagOutcome::unchanged && tag_count >= quotas.tags_per_image) {
    return too_many_image_tags(repository, tag, quotas.tags_per_image);
  }
  return outcome;
}

Result<TagOutcome> plan_tag_move(const Repository& repository, const TagName& tag,
                                 const Digest& image, std::int64_t last_sequence,
                                 const TagMoveFacts& facts, const Quotas& quotas) {
  if (facts.last_movement != last_sequence) return tag_points_elsewhere(repository, tag, image);
  if (!facts.tag_count) return tag_not_found(repository, tag, image);
  return plan_tag(repository, tag, facts.before, image, *facts.tag_count, quotas);
}

}  // namespace berth
