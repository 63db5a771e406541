#include "registry/rules/deletion.h"

#include "registry/rules/refusals.h"

namespace berth {

Result<void> check_image_deletion(const Repository& repository, const Digest& digest,
                                  const ImageDeletionFacts& facts) {
  if (!facts.exists) return image_not_found(repository, digest);
  if (!facts.listed_by.empty()) return image_referenced(repository, digest, facts.listed_by);
  return {};
}

bool goes_with_its_tag(UntaggedImage untagged, std::uint64_t tag_count) {
  return untagged == UntaggedImage::is_deleted_too && tag_count == 1;
}

Result<TagDeletionPlan> plan_tag_deletion(const Repository& repository, const TagDeletion& deletion,
                                          const TagDeletionFacts& facts) {
  const auto& target = facts.target;
  if (!target) return tag_not_found(repository, deletion.tag, deletion.expected);
  if (deletion.expected.value_or(target->digest) != target->digest) {
    return tag_points_elsewhere(repository, deletion.tag, *deletion.expected);
  }
  const bool image_goes_too = goes_with_its_tag(deletion.untagged, facts.tag_count);
  if (image_goes_too && !facts.listed_by.empty()) {
    return image_referenced(repository, target->digest, facts.listed_by);
  }
  return TagDeletionPlan{.target = *target, .image_goes_too = image_goes_too};
}

Result<void> check_repository_deletion(const Repository& repository, RepositoryContent content,
                                       bool has_images) {
  if (has_images && content == RepositoryContent::must_be_empty) {
    return repository_not_empty(repository);
  }
  return {};
}

Result<void> check_unlinking(const Digest& digest, const BlobFacts& facts) {
  if (!facts.is_held) return blob_not_found(digest);
  if (facts.is_named) return blob_referenced(digest);
  return {};
}

}  // namespace berth
