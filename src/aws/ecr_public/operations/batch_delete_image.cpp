#include "aws/ecr_public/operations/batch_delete_image.h"

#include "aws/ecr_public/access.h"
#include "aws/ecr_public/messages.h"

namespace berth::aws {
namespace {

using Response = BatchDeleteImage::Response;
using ImageFailure = BatchDeleteImage::ImageFailure;

ImageFailure image_failure(const ImageIdentifier& id, std::string_view code,
                           std::string_view reason) {
  return {.image_id = id, .failure_code = code, .failure_reason = std::string(reason)};
}

ImageFailure invalid_digest(const ImageIdentifier& id) {
  return image_failure(id, "InvalidImageDigest", messages::invalid_image_digest());
}

ImageFailure not_found(const ImageIdentifier& id) {
  return image_failure(id, "ImageNotFound", messages::kRequestedImageNotFound);
}

ImageFailure to_failure(const ImageIdentifier& id, const Error& error) {
  if (error.code == ErrorCode::image_tag_digest_mismatch) {
    return image_failure(id, "ImageTagDoesNotMatchDigest", messages::kTagOfOtherImage);
  }
  if (error.code == ErrorCode::image_referenced) {
    return image_failure(id, "ImageReferencedByManifestList", messages::image_referenced(error));
  }
  return not_found(id);
}

// What to delete, or why that is impossible.
struct Selection {
  std::optional<Digest> digest;
  std::optional<TagName> tag;
};
std::expected<Selection, ImageFailure> select(const ImageIdentifier& id) {
  if (!id.image_digest && !id.image_tag) {
    return std::unexpected(
        image_failure(id, "MissingDigestAndTag", messages::kMissingDigestAndTag));
  }
  Selection selection;
  if (id.image_digest) {
    if (!patterns::is_layer_digest(*id.image_digest)) return std::unexpected(invalid_digest(id));
    const auto digest = Digest::parse(*id.image_digest);
    if (!digest) return std::unexpected(not_found(id));
    selection.digest = *digest;
  }
  if (id.image_tag) {
    const auto tag = TagName::parse(*id.image_tag);
    if (!tag) {
      return std::unexpected(image_failure(id, "InvalidImageTag", messages::invalid_image_tag()));
    }
    selection.tag = *tag;
  }
  return selection;
}

void append_deleted(const DeletedImage& deleted, Response& response) {
  const std::string& digest = deleted.digest.text();
  for (const std::string& tag : deleted.tags) {
    response.image_ids.push_back({.image_digest = digest, .image_tag = tag});
  }
  if (deleted.tags.empty()) {
    response.image_ids.push_back({.image_digest = digest, .image_tag = std::nullopt});
  }
}

}  // namespace

Outcome<Response> BatchDeleteImage::run(const Context& context, const Request& request) {
  auto repository = admit_to_repository(context, request);
  if (!repository) {
    // Unlike similar operations, this one does not declare RegistryNotFoundException.
    if (repository.error().code == ErrorCode::registry_not_found) {
      repository.error().code = ErrorCode::repository_not_found;
      repository.error().repository = request.repository_name;
    }
    return failure_of(repository);
  }
  MetadataStore& metadata = context.services.metadata;
  Response response;
  for (const ImageIdentifier& id : request.image_ids) {
    const auto selected = select(id);
    if (!selected) {
      response.failures.push_back(selected.error());
      continue;
    }
    const Author author = context.author();
    const auto deleted = selected->tag
                             ? metadata.delete_tag(*repository,
                                                   {.tag = *selected->tag,
                                                    .expected = selected->digest,
                                                    .untagged = UntaggedImage::is_deleted_too},
                                                   author)
                             : metadata.delete_image(*repository, selected->digest.value(), author);
    if (deleted) {
      append_deleted(*deleted, response);
    } else {
      response.failures.push_back(to_failure(id, deleted.error()));
    }
  }
  context.notes.failed_images = response.failures.size();
  return response;
}

}  // namespace berth::aws
