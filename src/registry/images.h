// Use cases of images: what both planes do with manifests.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "registry/account.h"
#include "registry/metadata_store.h"

namespace berth {

struct PushedManifest {
  std::string_view content;
  std::string_view media_type;  // as the client declared it; empty: the manifest says
};

// What a manifest is stored under: always its digest, and a tag if there is one.
struct PushTarget {
  std::optional<TagName> tag;
  std::optional<std::string> expected_digest;  // what the client takes the digest for
};

struct PushedImage {
  Digest digest;
  std::string media_type;
  PutImageOutcome outcome;
};

// Errors: those of parse_manifest() and of MetadataStore::put_image(), and image_digest_mismatch.
Result<PushedImage> push_image(MetadataStore& metadata, const Clock& clock,
                               const Repository& repository, const PushTarget& target,
                               const PushedManifest& manifest, const Principal& actor);

}  // namespace berth
