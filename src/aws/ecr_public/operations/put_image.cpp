#include "aws/ecr_public/operations/put_image.h"

#include "aws/ecr_public/access.h"
#include "aws/ecr_public/messages.h"
#include "registry/use_cases/images.h"
#include "registry/values/manifest.h"

namespace berth::aws {
namespace {

// The tags to store the image under.
Result<std::vector<TagName>> read_tags(const PutImage::Request& request) {
  if (!request.image_tag) return {};
  auto tag = TagName::parse(*request.image_tag);
  if (!tag) return failure_of(tag);
  return std::vector{*std::move(tag)};
}

}  // namespace

Outcome<PutImage::Response> PutImage::run(const Context& context, const Request& request) {
  const auto repository = admit_to_repository(context, request);
  if (!repository) return failure_of(repository);
  if (request.image_manifest.size() > kMaxManifestBytes) {
    return invalid_parameter("imageManifest", messages::at_most_long(kMaxManifestBytes));
  }
  auto tags = read_tags(request);
  if (!tags) return failure_of(tags);
  const auto pushed =
      push_image(context.services.metadata, *repository,
                 {.tags = *std::move(tags), .expected_digest = request.image_digest},
                 {.content = request.image_manifest,
                  .media_type = request.image_manifest_media_type.value_or("")},
                 context.author());
  if (!pushed) return failure_of(pushed);
  if (is_unchanged(pushed->outcome)) {
    return fail({.code = ErrorCode::image_already_exists,
                 .registry = repository->registry.text(),
                 .repository = repository->name.text(),
                 .digest = pushed->digest.text(),
                 .tag = request.image_tag.value_or("")});
  }
  return Response{
      .image = {.registry_id = repository->registry.text(),
                .repository_name = repository->name.text(),
                .image_id = {.image_digest = pushed->digest.text(), .image_tag = request.image_tag},
                .image_manifest = request.image_manifest,
                .image_manifest_media_type = pushed->media_type}};
}

}  // namespace berth::aws
