// What a registry holds, as values. Times are Timestamps, sizes are bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "registry/values/names.h"
#include "registry/values/user_id.h"

namespace berth {

// Whether the operator has verified who holds an account, which people who browse are shown.
enum class RegistryStanding : std::uint8_t { unverified, verified };

// One per account. Image references say HOST/<alias>/<repository>, with any alias of the registry.
struct Registry {
  RegistryId id;
  RegistryAlias alias;  // the primary one, which URIs show
  Timestamp created_at;
  RegistryStanding standing = RegistryStanding::unverified;
};

// The parts of an upload so far (ecr-public's UploadLayerPart).
struct UploadParts {
  std::uint64_t count = 0;
  std::uint64_t smallest_but_last_bytes = UINT64_MAX;  // among the parts before the last one
  std::uint64_t last_bytes = 0;
};

using RepositoryKey = std::int64_t;  // internal, never reused, never shown

// How a client names an image of a repository.
using ImageReference = std::variant<TagName, Digest>;

// An upload session belongs to one repository: its id means nothing in another.
struct UploadKey {
  RepositoryKey repository = 0;
  std::string id;  // a UUID in lower case

  auto operator<=>(const UploadKey&) const = default;
};

struct Repository {
  RepositoryKey key = 0;
  RegistryId registry;
  RegistryAlias alias;  // the primary one of the registry
  RepositoryName name;
  Timestamp created_at;
};

struct Blob {
  Digest digest;
  std::uint64_t size_bytes = 0;
};

// A blob with its bytes, if they are kept with the metadata.
struct StoredBlob {
  Blob blob;
  std::optional<std::string> content;  // nullopt: the blob store has them
};

// A blob as a manifest describes it, and as the repository that holds it knows it.
struct Layer {
  Blob blob;
  std::string media_type = {};  // empty: no manifest of the repository has named one
};

// A manifest as an index lists it.
struct Child {
  Digest digest;
  std::uint64_t size_bytes = 0;
  std::string media_type = {};  // empty: the index does not say
  bool operator==(const Child&) const = default;
};

// A manifest as it was pushed, ready to be stored. Everything but the bytes is derived from them
// by parse_manifest().
struct NewImage {
  Digest digest;
  std::string media_type;
  std::string artifact_media_type;  // empty: the image has none
  std::string content;              // the manifest's bytes, exactly
  // Config and distinct layers, by descriptor. Indexes have none of their own, as a rule: their
  // size is that of the largest of their children (rules/descriptors.h).
  std::uint64_t size_bytes = 0;
  std::vector<Layer> layers;               // config too; must be in the repository
  std::vector<Layer> foreign_layers = {};  // may be elsewhere; kept if they are in the repository
  std::vector<Child> children;             // manifests that must be in the repository
  std::optional<Digest> subject = {};      // the manifest it refers to, which may be missing
  std::string annotations = {};  // as a JSON object, if it has a subject and any; else empty
};

// What HEAD says about a manifest.
struct ManifestDescription {
  Digest digest;
  std::string media_type;
  std::uint64_t size_bytes = 0;
};

struct StoredManifest {
  Digest digest;
  std::string media_type;
  std::string content;
};

// One row of a listing of referrers. The views live until the visitor returns.
struct ReferrerView {
  std::string_view digest;
  std::string_view media_type;
  std::string_view artifact_type;  // empty: none
  std::uint64_t size_bytes = 0;    // of the manifest
  std::string_view annotations;    // a JSON object, or empty
};

// What is known about one image, without its bytes.
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

// One movement of a tag, as recorded when the tag moved.
struct TagHistoryEntry {
  std::int64_t sequence = 0;   // order of movements; the key of listings
  std::optional<Digest> from;  // none: the tag did not exist before
  std::optional<Digest> to;    // none: the tag was deleted
  std::string actor;           // who moved it
  Timestamp moved_at;
};

// What a deletion removed.
struct DeletedImage {
  Digest digest;
  std::vector<std::string> tags;  // in byte order
};

// What a repository shows about itself to people who browse. Absent: never set.
struct CatalogData {
  std::optional<std::string> description = {};
  std::vector<std::string> architectures = {};
  std::vector<std::string> operating_systems = {};
  std::optional<std::string> about_text = {};  // Markdown
  std::optional<std::string> usage_text = {};  // Markdown
  std::optional<std::string> logo_id =
      {};  // names the logo's bytes; see MetadataStore::find_logo()
};

// An AWS resource tag of a repository.
struct ResourceTag {
  std::string key;
  std::string value;
  bool operator==(const ResourceTag&) const = default;
};

struct NewRepository {
  RegistryId registry;
  RepositoryName name;
  Timestamp created_at;
  CatalogData catalog_data = {};
  std::string logo = {};  // a PNG, if catalog_data has a logo_id
  std::vector<ResourceTag> resource_tags = {};
};

// The caller of a request: a user of an account, identified by an access key.
struct Principal {
  RegistryId registry;
  std::string user_name;
  std::string access_key_id;
  UserId user_id = {};  // nobody's: not from a store
};

// The policy of a repository.
struct RepositoryPolicy {
  std::string text;        // JSON, as auth/policy.h reads it
  std::string users = {};  // the users it names: JSON, as auth/policy_users.h reads it
  bool operator==(const RepositoryPolicy&) const = default;
};

}  // namespace berth
