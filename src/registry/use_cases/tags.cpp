#include "registry/use_cases/tags.h"

#include "registry/values/errors.h"

namespace berth {

Result<TagRollback> roll_back_tag(MetadataStore& metadata, const Repository& repository,
                                  const TagName& tag, const std::optional<Digest>& to,
                                  const Author& author) {
  const auto movements = metadata.list_tag_history(repository.key, tag, kNewestMovement, 1);
  const auto target = to || movements.empty() ? to : movements.front().from;
  if (movements.empty() || !target) {
    Error error = about(
        movements.empty() ? ErrorCode::image_not_found : ErrorCode::tag_without_past, repository);
    error.tag = tag.text();
    return fail(std::move(error));
  }
  const TagHistoryEntry& last = movements.front();
  auto outcome = metadata.move_tag(repository, tag, *target, last.sequence, author);
  if (!outcome) return failure_of(outcome);
  return TagRollback{.outcome = *outcome, .from = last.to, .to = *target, .moved_at = author.at};
}

}  // namespace berth
