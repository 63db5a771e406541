#include "registry/use_cases/images.h"

#include "registry/values/manifest.h"

namespace berth {

Result<PushedImage> push_image(MetadataStore& metadata, const Repository& repository,
                               PushTarget target, const PushedManifest& manifest,
                               const Author& author) {
  const auto expected = Digest::parse(target.expected_digest.value_or(""));
  auto image = parse_manifest(manifest.content, manifest.media_type,
                              expected ? expected->algorithm() : HashAlgorithm::sha256);
  if (!image) return failure_of(image);
  if (target.expected_digest.value_or(image->digest.text()) != image->digest.text()) {
    return fail({.code = ErrorCode::image_digest_mismatch, .digest = *target.expected_digest});
  }
  Push push{.repository = repository,
            .image = *std::move(image),
            .tags = std::move(target.tags),
            .references = target.references,
            .precondition = std::move(target.precondition),
            .author = author};
  auto outcome = metadata.put_image(push);
  if (!outcome) return failure_of(outcome);
  return PushedImage{.digest = std::move(push.image.digest),
                     .media_type = std::move(push.image.media_type),
                     .subject = std::move(push.image.subject),
                     .outcome = *std::move(outcome)};
}

}  // namespace berth
