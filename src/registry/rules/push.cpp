#include "registry/rules/push.h"

#include <algorithm>

#include "registry/rules/refusals.h"
#include "registry/values/errors.h"

namespace berth {
namespace {

// Even for an existing image: a client that is told that it was pushed can pull it.
Result<void> check_references(const Push& push, const ReferenceFacts& facts) {
  std::vector<const Digest*> blobs;
  for (std::size_t i = 0; i < push.image.layers.size(); ++i) {
    const Blob& blob = push.image.layers[i].blob;
    const auto& stored_bytes = facts.layer_sizes_bytes.at(i);
    if (!stored_bytes) {
      blobs.push_back(&blob.digest);
    } else if (*stored_bytes != blob.size_bytes) {
      return wrong_size(push.repository, blob.digest, *stored_bytes, blob.size_bytes);
    }
  }
  if (push.references == References::may_be_missing) return {};
  if (!blobs.empty()) return missing_blobs(push.repository, blobs);
  std::vector<const Digest*> images;
  for (std::size_t i = 0; i < push.image.children.size(); ++i) {
    if (!facts.has_child.at(i)) images.push_back(&push.image.children[i].digest);
  }
  if (!images.empty()) return missing_images(push.repository, images);
  return {};
}

// The image as it is to be stored. limit_exceeded, manifest_invalid.
Result<ImageDetail> plan_image(const Push& push, const PushFacts& facts, const Quotas& quotas) {
  if (facts.image_count >= quotas.images_per_repository) {
    return too_many_images(push.repository, quotas.images_per_repository);
  }
  auto fits = check_storage(facts.storage, push.image.content.size(), quotas);
  if (!fits) return refuse(std::move(fits.error()), push.repository);
  auto checked = check_descriptors(push.repository, push.image, facts.descriptors);
  if (!checked) return failure_of(checked);
  return ImageDetail{.sequence = 0,
                     .digest = push.image.digest.text(),
                     .media_type = push.image.media_type,
                     .artifact_media_type = push.image.artifact_media_type,
                     .size_bytes = image_size_bytes(push.image, facts.descriptors),
                     .pushed_at = push.author.at,
                     .tags = {}};
}

// limit_exceeded
Result<std::vector<TagOutcome>> plan_tags(const Push& push, const PushFacts& facts,
                                          const Quotas& quotas) {
  std::vector<TagOutcome> outcomes;
  std::uint64_t tag_count = facts.stored ? facts.stored->tag_count : 0;
  for (auto tag = push.tags.begin(); tag != push.tags.end(); ++tag) {
    if (std::find(push.tags.begin(), tag, *tag) != tag) {  // named twice
      outcomes.push_back(TagOutcome::unchanged);
      continue;
    }
    const auto planned = plan_tag(push.repository, *tag, facts.tags.at(outcomes.size()),
                                  push.image.digest, tag_count, quotas);
    if (!planned) return failure_of(planned);
    outcomes.push_back(*planned);
    if (*planned != TagOutcome::unchanged) ++tag_count;
  }
  return outcomes;
}

}  // namespace

bool is_unchanged(const PutImageOutcome& outcome) {
  const auto unchanged = [](TagOutcome tag) { return tag == TagOutcome::unchanged; };
  return outcome.image == ImageOutcome::existed && std::ranges::all_of(outcome.tags, unchanged);
}

Result<void> check_conditions(const Push& push, const PushFacts& facts) {
  if (!facts.repository_exists) return repository_not_found(push.repository);
  if (push.precondition && !holds(*push.precondition, facts.precondition_target)) {
    return precondition_failed(push.repository);
  }
  return {};
}

Result<PushPlan> plan_push(const Push& push, const PushFacts& facts, const Quotas& quotas) {
  auto checked = check_conditions(push, facts);
  if (checked) checked = check_references(push, facts.references);
  if (!checked) return failure_of(checked);
  PushPlan plan{.outcome = {.image = ImageOutcome::existed}};
  if (!facts.stored) {
    auto image = plan_image(push, facts, quotas);
    if (!image) return failure_of(image);
    plan.outcome.image = ImageOutcome::created;
    plan.insert = *std::move(image);
  }
  auto tags = plan_tags(push, facts, quotas);
  if (!tags) return failure_of(tags);
  plan.outcome.tags = *std::move(tags);
  return plan;
}

std::optional<PutImageOutcome> find_unchanged(const Push& push, const PushFacts& facts) {
  if (push.precondition) return std::nullopt;
  const auto points_there = [&](const std::optional<TagTarget>& target) {
    return outcome_of(target, push.image.digest) == TagOutcome::unchanged;
  };
  // A tag always points at an existing image.
  const bool is_stored =
      push.tags.empty() ? facts.stored.has_value() : std::ranges::all_of(facts.tags, points_there);
  if (!is_stored || !check_references(push, facts.references)) return std::nullopt;
  return PutImageOutcome{.image = ImageOutcome::existed,
                         .tags = std::vector(push.tags.size(), TagOutcome::unchanged)};
}

}  // namespace berth
