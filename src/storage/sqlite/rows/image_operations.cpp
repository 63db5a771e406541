#include "storage/sqlite/rows/image_operations.h"

#include <algorithm>

#include "registry/values/errors.h"

namespace berth::storage::sqlite {
namespace {

Error about(ErrorCode code, const Repository& repository, const Digest& digest) {
  Error error = about(code, repository);
  error.digest = digest.text();
  return error;
}

// limit_exceeded if the image has all the tags it may have.
Result<TagOutcome> point_tag(Connection& connection, const Repository& repository,
                             const TagName& tag, const ImageDetail& image,
                             const TagMovement& movement, std::uint64_t limit) {
  const auto before = connection.tags.find_target(repository.key, tag);
  if (before && before->digest.text() == image.digest) return TagOutcome::unchanged;
  if (connection.images.tag_count(repository.key, image.sequence) >= limit) {
    return too_many_image_tags(repository, tag, limit);
  }
  connection.tags.point(repository.key, tag, before, image, movement);
  connection.images.count_tag(repository.key, image.sequence, 1);
  if (!before) return TagOutcome::created;
  connection.images.count_tag(repository.key, before->image_sequence, -1);
  return TagOutcome::moved;
}

Result<ImageDetail> insert_image(Connection& connection, const Repository& repository,
                                 const NewImage& image, Timestamp now, std::uint64_t limit) {
  if (connection.repositories.image_count(repository.key) >= limit) {
    return too_many_images(repository, limit);
  }
  auto checked = connection.descriptors.check(repository, image);
  if (!checked) return failure_of(checked);
  connection.repositories.count_image(repository.key, 1);
  connection.referrers.insert(repository.key, image);
  auto inserted = connection.images.insert(repository, image, now);
  connection.garbage.image_inserted(repository.key, inserted.sequence);
  return inserted;
}

// The target of a reference. A digest is its own target, even if no such image exists.
std::optional<Digest> resolve(Connection& connection, RepositoryKey repository,
                              const ImageReference& reference) {
  if (const auto* digest = std::get_if<Digest>(&reference)) return *digest;
  const auto target = connection.tags.find_target(repository, std::get<TagName>(reference));
  return target ? std::optional(target->digest) : std::nullopt;
}

bool is_met(Connection& connection, RepositoryKey repository, const Precondition& precondition) {
  const auto* digest = std::get_if<Digest>(&precondition.reference);
  const bool is_missing = digest != nullptr && !connection.images.find(repository, *digest);
  return holds(precondition,
               is_missing ? std::nullopt : resolve(connection, repository, precondition.reference));
}

// Deletes an image that has no tags any more. image_referenced.
Result<void> remove_image(Connection& connection, const Repository& repository,
                          const ImageDetail& image, const Digest& digest, Timestamp now) {
  if (std::string parents = connection.images.parents_of(repository.key, digest);
      !parents.empty()) {
    Error error = about(ErrorCode::image_referenced, repository, digest);
    error.subject = std::move(parents);
    return fail(std::move(error));
  }
  erase_image(connection, repository.key, image.sequence, image.digest, now);
  return {};
}

}  // namespace

Result<PutImageOutcome> put_image(Connection& connection, const Push& push, const Quotas& quotas) {
  const Repository& repository = push.repository;
  if (!connection.repositories.exists(repository.key)) {
    return fail(about(ErrorCode::repository_not_found, repository));
  }
  if (push.precondition && !is_met(connection, repository.key, *push.precondition)) {
    return fail(about(ErrorCode::precondition_failed, repository));
  }
  // Even for an existing image: a client that is told that it was pushed can pull it.
  auto checked = connection.images.check_references(repository, push.image, push.references);
  if (!checked) return failure_of(checked);
  PutImageOutcome outcome{.image = ImageOutcome::existed};
  auto stored = connection.images.find(repository.key, push.image.digest);
  if (!stored) {
    auto inserted =
        insert_image(connection, repository, push.image, push.now, quotas.images_per_repository);
    if (!inserted) return failure_of(inserted);
    stored = *std::move(inserted);
    outcome.image = ImageOutcome::created;
  }
  const TagMovement movement{.actor = push.actor, .at = push.now};
  for (const TagName& tag : push.tags) {
    const auto pointed =
        point_tag(connection, repository, tag, *stored, movement, quotas.tags_per_image);
    if (!pointed) return failure_of(pointed);
    outcome.tags.push_back(*pointed);
  }
  return outcome;
}

std::optional<PutImageOutcome> find_unchanged(Connection& connection, const Push& push) {
  const Repository& repository = push.repository;
  const auto is_unchanged = [&](const TagName& tag) {
    const auto target = connection.tags.find_target(repository.key, tag);
    return target && target->digest == push.image.digest;
  };
  // A tag always points at an existing image.
  const bool unchanged = push.tags.empty()
                             ? connection.images.find(repository.key, push.image.digest).has_value()
                             : std::ranges::all_of(push.tags, is_unchanged);
  if (!unchanged || !connection.images.check_references(repository, push.image, push.references)) {
    return std::nullopt;
  }
  return PutImageOutcome{.image = ImageOutcome::existed,
                         .tags = std::vector(push.tags.size(), TagOutcome::unchanged)};
}

std::optional<ImageDetail> find_image(Connection& connection, RepositoryKey repository,
                                      const ImageReference& reference) {
  const auto digest = resolve(connection, repository, reference);
  if (!digest) return std::nullopt;
  auto image = connection.images.find(repository, *digest);
  if (image) image->tags = connection.tags.names_of(repository, image->sequence);
  return image;
}

std::vector<ImageDetail> list_images(Connection& connection, RepositoryKey repository,
                                     std::int64_t after_sequence, std::size_t limit) {
  auto images = connection.images.list(repository, after_sequence, limit);
  for (ImageDetail& image : images) {
    image.tags = connection.tags.names_of(repository, image.sequence);
  }
  return images;
}

Result<DeletedImage> delete_tag(Connection& connection, const Repository& repository,
                                const TagName& tag, const std::optional<Digest>& expected,
                                UntaggedImage untagged, const TagMovement& movement) {
  const auto target = connection.tags.find_target(repository.key, tag);
  if (!target || expected.value_or(target->digest) != target->digest) {
    Error error = about(target ? ErrorCode::image_tag_digest_mismatch : ErrorCode::image_not_found,
                        repository);
    error.tag = tag.text();
    if (expected) error.digest = expected->text();
    return fail(std::move(error));
  }
  connection.tags.remove(repository.key, tag.text(), target->digest.text(), movement);
  connection.images.count_tag(repository.key, target->image_sequence, -1);
  const bool is_last = connection.images.tag_count(repository.key, target->image_sequence) == 0;
  if (is_last && untagged == UntaggedImage::is_deleted_too) {
    const auto image = connection.images.find(repository.key, target->digest);
    auto removed = remove_image(connection, repository, image.value(), target->digest, movement.at);
    if (!removed) return failure_of(removed);
  }
  return DeletedImage{.digest = target->digest, .tags = {tag.text()}};
}

Result<DeletedImage> delete_image(Connection& connection, const Repository& repository,
                                  const Digest& digest, const TagMovement& movement) {
  const auto image = connection.images.find(repository.key, digest);
  if (!image) return fail(about(ErrorCode::image_not_found, repository, digest));
  DeletedImage deleted{
      .digest = digest,
      .tags = erase_tags(connection, repository.key, image->sequence, image->digest, movement)};
  auto removed = remove_image(connection, repository, *image, digest, movement.at);
  if (!removed) return failure_of(removed);
  return deleted;
}

std::vector<std::string> erase_tags(Connection& connection, RepositoryKey repository,
                                    std::int64_t sequence, std::string_view digest,
                                    const TagMovement& movement) {
  auto tags = connection.tags.names_of(repository, sequence);
  for (const std::string& tag : tags) connection.tags.remove(repository, tag, digest, movement);
  return tags;
}

void erase_image(Connection& connection, RepositoryKey repository, std::int64_t sequence,
                 std::string_view digest, Timestamp now) {
  connection.garbage.image_goes(repository, sequence, now);
  connection.images.remove(repository, sequence, digest);
  connection.referrers.remove(repository, digest);
  connection.repositories.count_image(repository, -1);
}

Result<TagOutcome> move_tag(Connection& connection, const Repository& repository,
                            const TagName& tag, const Digest& digest, std::int64_t last_sequence,
                            const TagMovement& movement, const Quotas& quotas) {
  const bool has_moved =
      connection.tags.last_movement(repository.key, tag).value_or(0) != last_sequence;
  const auto image = connection.images.find(repository.key, digest);
  if (has_moved || !image) {
    Error error =
        about(has_moved ? ErrorCode::image_tag_digest_mismatch : ErrorCode::image_not_found,
              repository, digest);
    error.tag = tag.text();
    return fail(std::move(error));
  }
  return point_tag(connection, repository, tag, *image, movement, quotas.tags_per_image);
}

}  // namespace berth::storage::sqlite
