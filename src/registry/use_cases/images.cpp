#include "registry/use_cases/images.h"

#include "registry/use_cases/tags.h"
#include "registry/values/manifest.h"

namespace berth {

Result<PushedImage> push_image(MetadataStore& metadata, const Clock& clock,
                               const Repository& repository, const PushTarget& target,
                               const PushedManifest& manifest, const Principal& actor) {
  const auto expected = Digest::parse(target.expected_digest.value_or(""));
  auto image = parse_manifest(manifest.content, manifest.media_type,
                              expected ? expected->algorithm() : HashAlgorithm::sha256);
  if (!image) return failure_of(image);
  if (target.expected_digest.value_or(image->digest.text()) != image->digest.text()) {
    return fail({.code = ErrorCode::image_digest_mismatch, .digest = *target.expected_digest});
  }
  auto outcome =
      metadata.put_image(repository, *image, target.tags, target.references, target.precondition,
                         actor_name(repository, actor), clock.now());
  if (!outcome) return failure_of(outcome);
  return PushedImage{.digest = std::move(image->digest),
                     .media_type = std::move(image->media_type),
                     .subject = std::move(image->subject),
                     .outcome = *outcome};
}

}  // namespace berth
