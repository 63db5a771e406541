// What a registry holds, as values. Times are Timestamps, sizes are bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "registry/names.h"

namespace berth {

// One per account. `alias` is what image references say: HOST/<alias>/<repository>.
struct Registry {
  RegistryId id;
  RegistryAlias alias;
  Timestamp created_at;
};

using RepositoryKey = std::int64_t;  // internal, never reused, never shown

struct Repository {
  RepositoryKey key = 0;
  RegistryId registry;
  RegistryAlias alias;  // of the registry
  RepositoryName name;
  Timestamp created_at;
};

struct Blob {
  Digest digest;
  std::uint64_t size_bytes = 0;
};

// A manifest as it was pushed, ready to be stored. Everything but the bytes is derived from them
// by parse_manifest().
struct NewImage {
  Digest digest;
  std::string media_type;
  std::string artifact_media_type;  // empty: the image has none
  std::string content;              // the manifest's bytes, exactly
  // Config and distinct layers, by descriptor. Indexes have none of their own: the store takes the
  // largest of their children, the size DescribeImageTags documents for manifest lists.
  std::uint64_t size_bytes = 0;
  std::vector<Blob> blobs;       // must be in the repository
  std::vector<Digest> children;  // manifests that must be in the repository
};

struct StoredManifest {
  Digest digest;
  std::string media_type;
  std::string content;
};

// What is known of one image, without its bytes.
struct ImageDetail {
  std::int64_t sequence = 0;  // order of first push within the store; the key of listings
  std::string digest;
  std::string media_type;
  std::string artifact_media_type;  // empty: none
  std::uint64_t size_bytes = 0;
  Timestamp pushed_at;            // first push of this image
  std::vector<std::string> tags;  // in byte order
};

// One row of a tag listing. The views live until the visitor returns.
struct TagView {
  std::string_view name;
  std::string_view digest;
  std::string_view media_type;
  std::string_view artifact_media_type;  // empty: none
  std::uint64_t size_bytes = 0;
  Timestamp image_pushed_at;
  Timestamp created_at;  // when this tag was last pointed at a different image
};

// Who may do things: the holder of an access key.
struct Principal {
  RegistryId registry;
  std::string user_name;
  std::string access_key_id;
};

struct AccessKey {
  Principal principal;
  std::string sealed_secret;  // the secret access key, see auth/key_ring.h
  Timestamp created_at;
};

}  // namespace berth
