#include "registry/images.h"

#include "registry/manifest.h"

namespace berth {

Result<PushedImage> push_image(MetadataStore& metadata, const Clock& clock,
                               const Repository& repository, const ImageReference& reference,
                               const PushedManifest& manifest, const Principal& actor) {
  auto image = parse_manifest(manifest.content, manifest.media_type);
  if (!image) return fail(std::move(image.error()));
  const auto* expected = std::get_if<Digest>(&reference);
  if (expected != nullptr && *expected != image->digest) {
    return fail({.code = ErrorCode::digest_mismatch, .digest = expected->text()});
  }
  std::optional<TagName> tag;
  if (const auto* name = std::get_if<TagName>(&reference)) tag = *name;
  auto outcome = metadata.put_image(repository, *image, tag, actor.user_name, clock.now());
  if (!outcome) return fail(std::move(outcome.error()));
  return PushedImage{.digest = std::move(image->digest), .outcome = *outcome};
}

}  // namespace berth
