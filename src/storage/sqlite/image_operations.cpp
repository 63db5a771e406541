#include "storage/sqlite/image_operations.h"

namespace berth::storage {
namespace {

Error about(ErrorCode code, const Repository& repository) {
  return {
      .code = code, .registry = repository.registry.text(), .repository = repository.name.text()};
}

}  // namespace

Result<PutImageOutcome> put_image(Connection& connection, const Repository& repository,
                                  const NewImage& image, const std::optional<TagName>& tag,
                                  const TagMovement& movement) {
  if (!connection.repositories.exists(repository.key)) {
    return fail(about(ErrorCode::repository_not_found, repository));
  }
  PutImageOutcome outcome{.image = ImageOutcome::existed, .tag = TagOutcome::none};
  auto stored = connection.images.find(repository.key, image.digest);
  if (!stored) {
    auto checked = connection.images.check_references(repository, image);
    if (!checked) return fail(std::move(checked.error()));
    stored = connection.images.insert(repository, image, movement.at);
    outcome.image = ImageOutcome::created;
  }
  if (tag) outcome.tag = connection.tags.point(repository.key, *tag, *stored, movement);
  return outcome;
}

std::optional<PutImageOutcome> find_unchanged(Connection& connection, RepositoryKey repository,
                                              const Digest& digest,
                                              const std::optional<TagName>& tag) {
  if (!tag) {
    if (!connection.images.find(repository, digest)) return std::nullopt;
    return PutImageOutcome{.image = ImageOutcome::existed, .tag = TagOutcome::none};
  }
  // A tag points at nothing that is not there.
  if (connection.tags.find_digest(repository, *tag) != digest) return std::nullopt;
  return PutImageOutcome{.image = ImageOutcome::existed, .tag = TagOutcome::unchanged};
}

std::optional<ImageDetail> find_image(Connection& connection, RepositoryKey repository,
                                      const ImageReference& reference) {
  std::optional<Digest> digest;
  if (const auto* tag = std::get_if<TagName>(&reference)) {
    digest = connection.tags.find_digest(repository, *tag);
  } else {
    digest = std::get<Digest>(reference);
  }
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

Result<void> delete_tag(Connection& connection, const Repository& repository, const TagName& tag,
                        const TagMovement& movement) {
  const auto digest = connection.tags.find_digest(repository.key, tag);
  if (!digest) {
    Error error = about(ErrorCode::image_not_found, repository);
    error.tag = tag.text();
    return fail(std::move(error));
  }
  connection.tags.remove(repository.key, tag.text(), digest->text(), movement);
  return {};
}

Result<void> delete_image(Connection& connection, const Repository& repository,
                          const Digest& digest, const TagMovement& movement) {
  const auto image = connection.images.find(repository.key, digest);
  std::string parents = connection.images.parents_of(repository.key, digest);
  if (!image || !parents.empty()) {
    Error error =
        about(image ? ErrorCode::image_referenced : ErrorCode::image_not_found, repository);
    error.digest = digest.text();
    error.subject = std::move(parents);
    return fail(std::move(error));
  }
  for (const std::string& tag : connection.tags.names_of(repository.key, image->sequence)) {
    connection.tags.remove(repository.key, tag, image->digest, movement);
  }
  connection.images.remove(repository.key, *image);
  return {};
}

}  // namespace berth::storage
