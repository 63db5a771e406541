#include "gallery/image_content.h"

#include <algorithm>

#include "json/reader.h"

namespace berth::gallery {
namespace {

// BuildKit marks attestations in an index with these annotations, and gives them the platform
// "unknown/unknown" (docs.docker.com/build/metadata/attestations/attestation-storage/).
constexpr std::string_view kReferenceType = "vnd.docker.reference.type";
constexpr std::string_view kReferenceDigest = "vnd.docker.reference.digest";
constexpr std::string_view kAttestationManifest = "attestation-manifest";

// Cut between characters.
std::string shown(std::string_view text) {
  if (text.size() <= kMaxShownTextBytes) return std::string(text);
  std::size_t end = kMaxShownTextBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "...";
}

std::optional<json::Object> object_in(json::Object object, std::string_view name) {
  const auto member = object.find(name);
  return member ? member->if_object() : std::nullopt;
}

std::string text_in(json::Object object, std::string_view name) {
  const auto member = object.find(name);
  const auto text = member ? member->if_string() : std::nullopt;
  return text ? shown(*text) : std::string();
}

std::uint64_t size_in(json::Object object, std::string_view name) {
  const auto member = object.find(name);
  const auto size = member ? member->if_whole() : std::nullopt;
  return size && *size > 0 ? static_cast<std::uint64_t>(*size) : 0;
}

template <typename Visit>
void visit_array(json::Object object, std::string_view name, const Visit& visit) {
  const auto member = object.find(name);
  const auto array = member ? member->if_array() : std::nullopt;
  if (!array) return;
  std::size_t count = 0;
  for (const json::Value element : *array) {
    if (++count > kMaxShownElements) return;
    visit(element);
  }
}

std::vector<std::string> texts_in(json::Object object, std::string_view name) {
  std::vector<std::string> texts;
  visit_array(object, name, [&texts](json::Value element) {
    if (const auto text = element.if_string()) texts.push_back(shown(*text));
  });
  return texts;
}

// A member that is an object of texts, such as annotations.
std::vector<NamedText> named_texts_in(json::Object object, std::string_view name) {
  std::vector<NamedText> texts;
  const auto map = object_in(object, name);
  if (!map) return texts;
  for (const json::Member member : *map) {
    if (texts.size() == kMaxShownElements) break;
    const auto value = member.value.if_string();
    if (value) texts.push_back({.name = shown(member.name), .value = shown(*value)});
  }
  std::ranges::sort(texts, {}, &NamedText::name);
  return texts;
}

// A member that is an object whose names say all, such as ExposedPorts.
std::vector<std::string> names_in(json::Object object, std::string_view name) {
  std::vector<std::string> names;
  const auto map = object_in(object, name);
  if (!map) return names;
  for (const json::Member member : *map) {
    if (names.size() == kMaxShownElements) break;
    names.push_back(shown(member.name));
  }
  std::ranges::sort(names);
  return names;
}

std::optional<Platform> platform_in(json::Object descriptor) {
  const auto platform = object_in(descriptor, "platform");
  if (!platform) return std::nullopt;
  return Platform{.os = text_in(*platform, "os"),
                  .architecture = text_in(*platform, "architecture"),
                  .variant = text_in(*platform, "variant")};
}

std::string_view value_of(const std::vector<NamedText>& texts, std::string_view name) {
  const auto found = std::ranges::find(texts, name, &NamedText::name);
  return found == texts.end() ? std::string_view() : std::string_view(found->value);
}

DescriptorContent read_descriptor(json::Object object) {
  DescriptorContent descriptor{.media_type = text_in(object, "mediaType"),
                               .artifact_type = text_in(object, "artifactType"),
                               .digest = text_in(object, "digest"),
                               .size_bytes = size_in(object, "size"),
                               .platform = platform_in(object),
                               .annotations = named_texts_in(object, "annotations")};
  if (value_of(descriptor.annotations, kReferenceType) == kAttestationManifest) {
    descriptor.attests = value_of(descriptor.annotations, kReferenceDigest);
    descriptor.platform.reset();
  }
  return descriptor;
}

std::vector<DescriptorContent> descriptors_in(json::Object object, std::string_view name) {
  std::vector<DescriptorContent> descriptors;
  visit_array(object, name, [&descriptors](json::Value element) {
    if (const auto each = element.if_object()) descriptors.push_back(read_descriptor(*each));
  });
  return descriptors;
}

std::vector<HistoryLine> history_in(json::Object config) {
  std::vector<HistoryLine> lines;
  visit_array(config, "history", [&lines](json::Value element) {
    const auto line = element.if_object();
    if (!line) return;
    const auto empty = line->find("empty_layer");
    lines.push_back({.created_by = text_in(*line, "created_by"),
                     .comment = text_in(*line, "comment"),
                     .has_layer = !(empty && empty->if_boolean().value_or(false))});
  });
  return lines;
}

}  // namespace

std::string Platform::text() const {
  std::string text = os + '/' + architecture;
  if (!variant.empty()) text.append("/").append(variant);
  return text;
}

std::optional<ManifestContent> read_manifest_content(std::string_view json) {
  const auto document = json::parse(json);
  const auto root = document ? document->root().if_object() : std::nullopt;
  if (!root) return std::nullopt;
  ManifestContent manifest{.media_type = text_in(*root, "mediaType"),
                           .artifact_type = text_in(*root, "artifactType"),
                           .layers = descriptors_in(*root, "layers"),
                           .manifests = descriptors_in(*root, "manifests"),
                           .annotations = named_texts_in(*root, "annotations")};
  if (const auto config = object_in(*root, "config")) manifest.config = read_descriptor(*config);
  if (const auto subject = object_in(*root, "subject"))
    manifest.subject = read_descriptor(*subject);
  return manifest;
}

bool is_image_config(std::string_view media_type) {
  return media_type == "application/vnd.oci.image.config.v1+json" ||
         media_type == "application/vnd.docker.container.image.v1+json";
}

std::optional<ConfigContent> read_config_content(std::string_view json) {
  const auto document = json::parse(json);
  const auto root = document ? document->root().if_object() : std::nullopt;
  if (!root) return std::nullopt;
  ConfigContent config{.platform = {.os = text_in(*root, "os"),
                                    .architecture = text_in(*root, "architecture"),
                                    .variant = text_in(*root, "variant")},
                       .created = text_in(*root, "created"),
                       .author = text_in(*root, "author"),
                       .history = history_in(*root)};
  const auto run = object_in(*root, "config");
  if (!run) return config;
  config.user = text_in(*run, "User");
  config.working_dir = text_in(*run, "WorkingDir");
  config.stop_signal = text_in(*run, "StopSignal");
  config.entrypoint = texts_in(*run, "Entrypoint");
  config.command = texts_in(*run, "Cmd");
  config.environment = texts_in(*run, "Env");
  config.ports = names_in(*run, "ExposedPorts");
  config.volumes = names_in(*run, "Volumes");
  config.labels = named_texts_in(*run, "Labels");
  return config;
}

std::vector<std::string> platforms_of(const ManifestContent& manifest) {
  std::vector<std::string> platforms;
  for (const DescriptorContent& each : manifest.manifests) {
    if (!each.platform || !each.attests.empty()) continue;
    std::string text = each.platform->text();
    if (std::ranges::find(platforms, text) == platforms.end()) platforms.push_back(std::move(text));
  }
  return platforms;
}

std::size_t attestations_of(const ManifestContent& manifest) {
  return static_cast<std::size_t>(std::ranges::count_if(
      manifest.manifests, [](const DescriptorContent& each) { return !each.attests.empty(); }));
}

}  // namespace berth::gallery
