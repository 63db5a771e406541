// What a manifest and a config of an image say, for people. Whatever is missing or of another kind
// than expected is left out: the texts are strangers', and were only checked where the registry
// relies on them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/values/model.h"

namespace berth::gallery {

// A larger config is not read. 1 MiB: the largest of popular images have some 50 KiB.
inline constexpr std::uint64_t kMaxConfigBytes = std::uint64_t{1} << 20U;
// More elements of a list are only counted, and a longer text is cut.
inline constexpr std::size_t kMaxShownElements = 500;
inline constexpr std::size_t kMaxShownTextBytes = 8192;

// A name with a value: an annotation, a label.
struct NamedText {
  std::string name;
  std::string value;
};

struct Platform {
  std::string os;
  std::string architecture;
  std::string variant;  // "v8"; empty: none

  // "linux/arm64", "linux/arm/v7"
  [[nodiscard]] std::string text() const;
  bool operator==(const Platform&) const = default;
};

struct DescriptorContent {
  std::string media_type;
  std::string artifact_type;  // empty: none
  std::string digest;
  std::uint64_t size_bytes = 0;
  std::optional<Platform> platform = {};  // of a manifest in an index, if it says one
  std::string attests = {};  // the digest of the image that this attestation is about; else empty
  std::vector<NamedText> annotations = {};
};

struct ManifestContent {
  std::string media_type;
  std::string artifact_type;  // empty: none
  std::optional<DescriptorContent> config = {};
  std::optional<DescriptorContent> subject = {};
  std::vector<DescriptorContent> layers = {};
  std::vector<DescriptorContent> manifests = {};  // of an index
  std::vector<NamedText> annotations = {};
};

// nullopt: not an object in JSON.
std::optional<ManifestContent> read_manifest_content(std::string_view json);

struct HistoryLine {
  std::string created_by;  // the instruction
  std::string comment;
  bool has_layer = true;
};

// OCI Image 1.1, config.md; Docker's has the same members.
struct ConfigContent {
  Platform platform = {};
  std::string created = {};  // as written
  std::string author = {};
  std::string user = {};
  std::string working_dir = {};
  std::string stop_signal = {};
  std::vector<std::string> entrypoint = {};
  std::vector<std::string> command = {};
  std::vector<std::string> environment = {};  // "NAME=value"
  std::vector<std::string> ports = {};        // "80/tcp"
  std::vector<std::string> volumes = {};
  std::vector<NamedText> labels = {};
  std::vector<HistoryLine> history = {};
};

// Whether a config of this media type is that of a container image.
bool is_image_config(std::string_view media_type);

// nullopt: not an object in JSON.
std::optional<ConfigContent> read_config_content(std::string_view json);

// The platforms of the images in an index, without those of attestations, which have none.
std::vector<std::string> platforms_of(const ManifestContent& manifest);
// How many of its manifests are attestations about others.
std::size_t attestations_of(const ManifestContent& manifest);

}  // namespace berth::gallery
