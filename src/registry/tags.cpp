#include "registry/tags.h"

#include "registry/arn.h"

namespace berth {

std::string actor_name(const Repository& repository, const Principal& actor) {
  return actor.registry == repository.registry ? actor.user_name
                                               : user_arn(actor.registry, actor.user_name);
}

Result<TagRollback> roll_back_tag(MetadataStore& metadata, const Clock& clock,
                                  const Repository& repository, const TagName& tag,
                                  const std::optional<Digest>& to, std::string_view actor) {
  const auto movements = metadata.list_tag_history(repository.key, tag, kNewestMovement, 1);
  const auto target = to || movements.empty() ? to : movements.front().from;
  if (movements.empty() || !target) {
    return fail({.code = ErrorCode::image_not_found,
                 .registry = repository.registry.text(),
                 .repository = repository.name.text(),
                 .tag = tag.text(),
                 .reason = movements.empty() ? "" : "pointed at no image before"});
  }
  const TagHistoryEntry& last = movements.front();
  const Timestamp now = clock.now();
  auto outcome = metadata.move_tag(repository, tag, *target, last.sequence, actor, now);
  if (!outcome) return fail(std::move(outcome.error()));
  return TagRollback{.outcome = *outcome, .from = last.to, .to = *target, .moved_at = now};
}

}  // namespace berth
