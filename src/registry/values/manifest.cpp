#include "registry/values/manifest.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>

#include "json/reader.h"
#include "json/writer.h"
#include "registry/values/manifest_members.h"

namespace berth {
namespace {

using json::Object;
using json::Value;

// More descriptors than any image has (Docker stops at 127 layers); limits how much one manifest
// can make the store look up. 4 MiB of JSON could otherwise name some 40,000.
constexpr std::size_t kMaxDescriptors = 10'000;

// The most that the API's Long and a database's INTEGER can hold.
constexpr std::uint64_t kMaxImageBytes = std::numeric_limits<std::int64_t>::max();

// All four kinds have only schema version 2.
constexpr std::int64_t kSchemaVersion = 2;

Failure invalid(ManifestFault fault) {
  return fail({.code = ErrorCode::manifest_invalid, .facts = std::move(fault)});
}

// `subject`: as the kind says.
Failure invalid(ManifestFaultKind kind, std::string_view subject = {}) {
  return invalid({.kind = kind, .subject = std::string(subject)});
}

struct Descriptor {
  std::string media_type;
  Blob blob;
};

// nullopt: it is absent, or null, which is how Go's encoding/json writes nil.
std::optional<Value> find_member(Object from, std::string_view name) {
  const auto found = from.find(name);
  return found && !found->is_null() ? found : std::nullopt;
}

// The text of a member; nullopt if it is absent, an error if it is something else.
Result<std::optional<std::string>> text_member(Object from, std::string_view name) {
  const auto found = find_member(from, name);
  if (!found) return std::nullopt;
  const auto text = found->if_string();
  if (!text) return invalid(ManifestFaultKind::not_a_string, name);
  return std::string(*text);
}

Result<std::optional<std::string>> media_type_member(Object from, std::string_view name) {
  auto text = text_member(from, name);
  if (text && text->has_value() && (*text)->size() > kMaxMediaTypeBytes) {
    return invalid({.kind = ManifestFaultKind::too_long,
                    .subject = std::string(name),
                    .expected = std::to_string(kMaxMediaTypeBytes)});
  }
  return text;
}

Result<std::uint64_t> size_member(Object from) {
  const auto size = from.find("size");
  const auto number = size ? size->if_integer() : std::nullopt;
  if (number && *number >= 0) return static_cast<std::uint64_t>(*number);
  return invalid(ManifestFaultKind::descriptor_without_size);
}

Result<Descriptor> read_descriptor(Value from) {
  const auto members = from.if_object();
  if (!members) return invalid(ManifestFaultKind::descriptor_not_an_object);
  auto media_type = media_type_member(*members, "mediaType");
  if (!media_type) return failure_of(media_type);
  auto digest_text = text_member(*members, "digest");
  if (!digest_text) return failure_of(digest_text);
  if (!digest_text->has_value()) return invalid(ManifestFaultKind::descriptor_without_digest);
  auto digest = Digest::parse(**digest_text);
  if (!digest) return invalid(ManifestFaultKind::descriptor_with_invalid_digest, **digest_text);
  auto size = size_member(*members);
  if (!size) return failure_of(size);
  return Descriptor{.media_type = media_type->value_or(""),
                    .blob = {.digest = *std::move(digest), .size_bytes = *size}};
}

Result<std::vector<Descriptor>> read_descriptors(Object from, std::string_view name) {
  const auto value = from.find(name);
  if (value && value->is_null()) return std::vector<Descriptor>();  // an empty one, of Go
  const auto list = value ? value->if_array() : std::nullopt;
  if (!list) return invalid(ManifestFaultKind::not_a_list, name);
  if (list->size() > kMaxDescriptors) return invalid(ManifestFaultKind::too_many_descriptors);
  std::vector<Descriptor> descriptors;
  descriptors.reserve(list->size());
  for (const Value item : *list) {
    auto descriptor = read_descriptor(item);
    if (!descriptor) return failure_of(descriptor);
    descriptors.push_back(*std::move(descriptor));
  }
  return descriptors;
}

// The kind of a manifest without a mediaType. "manifests: null" is how Go writes an empty index.
std::string_view media_type_by_structure(Object manifest) {
  const bool is_index = find_member(manifest, "manifests") ||
                        (manifest.contains("manifests") && !find_member(manifest, "config"));
  return is_index ? media_types::kOciIndex : media_types::kOciManifest;
}

// "If the manifest has a mediaType field, clients MUST set the Content-Type header to that value"
// (OCI Distribution 1.1, Pushing Manifests); a difference would give one digest two meanings
// (CVE-2021-41190). So would a Content-Type that decides: without a mediaType, everyone goes by the
// structure.
Result<std::string> decide_media_type(Object manifest, std::string_view pushed_as) {
  const auto declared = text_member(manifest, "mediaType");
  if (!declared) return failure_of(declared);
  std::string actual = declared->value_or(std::string(media_type_by_structure(manifest)));
  if (!is_manifest(actual)) return invalid(ManifestFaultKind::unsupported_media_type, actual);
  if (pushed_as.empty() || pushed_as == actual) return actual;
  return invalid({.kind = declared->has_value() ? ManifestFaultKind::declared_other_media_type
                                                : ManifestFaultKind::structured_as_other_media_type,
                  .subject = std::move(actual),
                  .expected = std::string(pushed_as)});
}

// The digests named so far, each with its size. A tree, because strangers choose the digests: in a
// hash table they could make them collide.
using Named = std::map<Digest, std::uint64_t>;

// Whether the blob was not named before. If two sizes are given, one is wrong, and only the first
// would be compared with the stored size.
Result<bool> is_new(Named& named, const Blob& blob) {
  const auto [before, inserted] = named.try_emplace(blob.digest, blob.size_bytes);
  if (before->second == blob.size_bytes) return inserted;
  return invalid(ManifestFaultKind::two_sizes, blob.digest.text());
}

Result<void> add_blob(NewImage& image, Named& named, Descriptor descriptor) {
  const auto added = is_new(named, descriptor.blob);
  if (!added) return failure_of(added);
  if (!*added) return {};
  if (descriptor.blob.size_bytes > kMaxImageBytes - image.size_bytes) {
    return invalid(ManifestFaultKind::sizes_too_large);
  }
  image.size_bytes += descriptor.blob.size_bytes;
  auto& layers = is_nondistributable(descriptor.media_type) ? image.foreign_layers : image.layers;
  layers.push_back(
      {.blob = std::move(descriptor.blob), .media_type = std::move(descriptor.media_type)});
  return {};
}

Result<void> read_image_manifest(Object manifest, NewImage& image) {
  if (find_member(manifest, "manifests")) return invalid(ManifestFaultKind::manifests_in_image);
  const auto config_value = find_member(manifest, "config");
  if (!config_value) return invalid(ManifestFaultKind::no_config);
  auto config = read_descriptor(*config_value);
  if (!config) return failure_of(config);
  auto layers = read_descriptors(manifest, "layers");
  if (!layers) return failure_of(layers);

  if (image.artifact_media_type.empty()) image.artifact_media_type = config->media_type;
  Named named;
  auto added = add_blob(image, named, *std::move(config));
  for (Descriptor& layer : *layers) {
    if (added) added = add_blob(image, named, std::move(layer));
  }
  return added;
}

// "An encountered mediaType that is unknown to the implementation MUST NOT generate an error" (OCI
// Image 1.1, image-index.md): an entry that is no kind of manifest is a blob, like the layers of a
// build cache that BuildKit exports.
Result<void> read_index(Object manifest, NewImage& image) {
  if (find_member(manifest, "layers") || find_member(manifest, "config")) {
    return invalid(ManifestFaultKind::layers_in_index);
  }
  auto listed = read_descriptors(manifest, "manifests");
  if (!listed) return failure_of(listed);
  Named named;
  std::map<Digest, std::string> media_types;  // of the manifests
  for (Descriptor& descriptor : *listed) {
    const bool is_child = descriptor.media_type.empty() || is_manifest(descriptor.media_type);
    if (!is_child) {
      auto added = add_blob(image, named, std::move(descriptor));
      if (!added) return added;
      continue;
    }
    const auto added = is_new(named, descriptor.blob);
    if (!added) return failure_of(added);
    const auto known = media_types.try_emplace(descriptor.blob.digest, descriptor.media_type).first;
    if (known->second != descriptor.media_type) {
      return invalid(ManifestFaultKind::two_media_types, descriptor.blob.digest.text());
    }
    if (!*added) continue;
    image.children.push_back({.digest = std::move(descriptor.blob.digest),
                              .size_bytes = descriptor.blob.size_bytes,
                              .media_type = std::move(descriptor.media_type)});
  }
  return {};
}

// As JSON; nullopt if they are not a map of strings.
std::optional<std::string> write_annotations(Value annotations) {
  const auto members = annotations.if_object();
  if (!members) return std::nullopt;
  std::string out = "{";
  for (const auto [name, value] : *members) {
    const auto text = value.if_string();
    if (!text) return std::nullopt;
    if (out.size() > 1) out += ',';
    json::Writer(out).string(name);
    out += ':';
    json::Writer(out).string(*text);
  }
  return out + '}';
}

// Reads the reference to another manifest, and what a listing of that one's referrers shows of this
// manifest (OCI Distribution 1.1, Listing Referrers).
Result<void> read_subject(Object manifest, NewImage& image) {
  const auto subject = find_member(manifest, "subject");
  if (!subject) return {};
  auto descriptor = read_descriptor(*subject);
  if (!descriptor) return failure_of(descriptor);
  image.subject = std::move(descriptor->blob.digest);
  const auto annotations = find_member(manifest, "annotations");
  if (!annotations) return {};
  auto text = write_annotations(*annotations);
  if (!text) return invalid(ManifestFaultKind::annotations_not_strings);
  if (text->size() > kMaxReferrerAnnotationBytes) {
    return invalid(ManifestFaultKind::annotations_too_long);
  }
  image.annotations = *std::move(text);
  return {};
}

Result<NewImage> read_manifest(Object manifest, std::string_view content, std::string media_type,
                               HashAlgorithm algorithm) {
  auto artifact_type = media_type_member(manifest, "artifactType");
  if (!artifact_type) return failure_of(artifact_type);
  NewImage image{.digest = Digest::of(content, algorithm),
                 .media_type = std::move(media_type),
                 .artifact_media_type = artifact_type->value_or(""),
                 .content = std::string(content),
                 .size_bytes = 0,
                 .layers = {},
                 .foreign_layers = {},
                 .children = {},
                 .subject = {},
                 .annotations = {}};
  auto read = is_index(image.media_type) ? read_index(manifest, image)
                                         : read_image_manifest(manifest, image);
  if (!read) return failure_of(read);
  read = read_subject(manifest, image);
  if (!read) return failure_of(read);
  return image;
}

}  // namespace

Result<NewImage> parse_manifest(std::string_view content, std::string_view pushed_as,
                                HashAlgorithm algorithm) {
  if (content.size() > kMaxManifestBytes) {
    return fail({.code = ErrorCode::body_too_large, .facts = Limit{kMaxManifestBytes}});
  }
  const auto document = json::parse(content);
  if (!document) return invalid(ManifestFaultKind::not_json, document.error().reason);
  const auto manifest = document->root().if_object();
  if (!manifest) return invalid(ManifestFaultKind::not_an_object);
  auto checked = check_members(document->root());
  if (!checked) return failure_of(checked);
  const auto version = manifest->find("schemaVersion");
  if (!version || version->if_integer() != kSchemaVersion) {
    return invalid(ManifestFaultKind::wrong_schema_version);
  }
  auto media_type = decide_media_type(*manifest, pushed_as);
  if (!media_type) return failure_of(media_type);
  return read_manifest(*manifest, content, *std::move(media_type), algorithm);
}

Result<NewImage> read_stored_manifest(std::string_view content, std::string media_type,
                                      HashAlgorithm algorithm) {
  const auto document = json::parse(content);
  const auto manifest = document ? document->root().if_object() : std::nullopt;
  if (!manifest) return invalid(ManifestFaultKind::not_json);
  return read_manifest(*manifest, content, std::move(media_type), algorithm);
}

}  // namespace berth
