// Use cases of images: what both planes do with manifests.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/ports/metadata_store.h"
#include "registry/values/author.h"

namespace berth {

struct PushedManifest {
  std::string_view content;
  std::string_view media_type;  // as the client declared it; empty: the manifest decides
};

// The names to store a manifest under: always its digest, and any tags.
struct PushTarget {
  std::vector<TagName> tags = {};
  std::optional<std::string> expected_digest = {};  // the digest that the client expects
  References references = References::must_exist;
  std::optional<Precondition> precondition = {};
};

struct PushedImage {
  Digest digest;
  std::string media_type;
  std::optional<Digest> subject;
  PutImageOutcome outcome;
};

// Errors: those of parse_manifest() and of MetadataStore::put_image(), and image_digest_mismatch.
Result<PushedImage> push_image(MetadataStore& metadata, const Repository& repository,
                               PushTarget target, const PushedManifest& manifest,
                               const Author& author);

}  // namespace berth
