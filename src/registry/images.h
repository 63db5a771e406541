// Use cases of images: what both planes do with manifests.
#pragma once

#include <string_view>

#include "base/clock.h"
#include "registry/metadata_store.h"

namespace berth {

struct PushedManifest {
  std::string_view content;
  std::string_view media_type;  // as the client declared it; empty: the manifest says
};

struct PushedImage {
  Digest digest;
  PutImageOutcome outcome;
};

// Stores a manifest under a tag or under its digest. Errors: those of parse_manifest() and of
// MetadataStore::put_image(), and digest_mismatch when `reference` is a digest of something else.
Result<PushedImage> push_image(MetadataStore& metadata, const Clock& clock,
                               const Repository& repository, const ImageReference& reference,
                               const PushedManifest& manifest, const Principal& actor);

}  // namespace berth
