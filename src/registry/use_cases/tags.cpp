#include "registry/use_cases/tags.h"

#include "registry/values/arn.h"
#include "registry/values/errors.h"

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
    Error error = about(
        movements.empty() ? ErrorCode::image_not_found : ErrorCode::tag_without_past, repository);
    error.tag = tag.text();
    return fail(std::move(error));
  }
  const TagHistoryEntry& last = movements.front();
  const Timestamp now = clock.now();
  auto outcome = metadata.move_tag(repository, tag, *target, last.sequence, actor, now);
  if (!outcome) return failure_of(outcome);
  return TagRollback{.outcome = *outcome, .from = last.to, .to = *target, .moved_at = now};
}

}  // namespace berth
