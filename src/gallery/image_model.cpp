#include "gallery/image_model.h"

#include <algorithm>
#include <array>

#include "gallery/catalog.h"
#include "registry/values/media_types.h"

namespace berth::gallery {
namespace {

constexpr std::string_view kUsualPlatform = "linux/amd64";
constexpr std::string_view kTitle = "org.opencontainers.image.title";
// Images of an index beyond this are listed without their sizes.
constexpr std::size_t kMaxMeasured = 64;
constexpr std::size_t kMaxAttachments = 50;

Failure image_not_found(const Repository& repository, const ImageReference& reference) {
  Error error{.code = ErrorCode::image_not_found,
              .registry = repository.alias.text(),
              .repository = repository.name.text()};
  if (const auto* tag = std::get_if<TagName>(&reference)) {
    error.tag = tag->text();
  } else {
    error.digest = std::get<Digest>(reference).text();
  }
  return fail(std::move(error));
}

std::string shown_json(const std::string& content) {
  return content.size() <= kMaxShownManifestBytes ? content : std::string();
}

std::string title_among(const std::vector<NamedText>& annotations) {
  const auto found = std::ranges::find(annotations, kTitle, &NamedText::name);
  return found == annotations.end() ? std::string() : found->value;
}

LayerRow row_of(const DescriptorContent& layer) {
  return {.digest = layer.digest,
          .media_type = layer.media_type,
          .size_bytes = layer.size_bytes,
          .made_by = {},
          .title = title_among(layer.annotations)};
}

// The history has a line for each layer, and others that made none. If the two do not agree, the
// layers stand alone.
std::vector<LayerRow> layers_of(const ManifestContent& manifest,
                                const std::optional<ConfigContent>& config) {
  std::vector<LayerRow> rows;
  const auto makes_layer = [](const HistoryLine& line) { return line.has_layer; };
  const bool agree = config && !config->history.empty() &&
                     static_cast<std::size_t>(std::ranges::count_if(
                         config->history, makes_layer)) == manifest.layers.size();
  if (!agree) {
    std::ranges::transform(manifest.layers, std::back_inserter(rows), row_of);
    return rows;
  }
  auto layer = manifest.layers.begin();
  for (const HistoryLine& line : config->history) {
    LayerRow row = line.has_layer ? row_of(*layer++) : LayerRow{};
    row.made_by = line.created_by.empty() ? line.comment : line.created_by;
    rows.push_back(std::move(row));
  }
  return rows;
}

std::optional<ShownImage> show(const Sources& sources, const Repository& repository,
                               const StoredManifest& stored) {
  auto manifest = read_manifest_content(stored.content);
  if (!manifest) return std::nullopt;
  auto config = read_config(sources.reads, sources.blobs, repository, *manifest);
  auto layers = layers_of(*manifest, config);
  return ShownImage{.digest = stored.digest,
                    .manifest = *std::move(manifest),
                    .json = shown_json(stored.content),
                    .config = std::move(config),
                    .layers = std::move(layers)};
}

std::vector<PlatformChoice> choices_of(Reads& reads, const Repository& repository,
                                       const ManifestContent& index) {
  std::vector<PlatformChoice> choices;
  for (const DescriptorContent& each : index.manifests) {
    auto digest = Digest::parse(each.digest);
    if (!digest || !each.attests.empty()) continue;
    PlatformChoice choice{.name = each.platform ? each.platform->text() : each.digest,
                          .digest = *std::move(digest),
                          .attestations = {}};
    if (choices.size() < kMaxMeasured) {
      const auto image = reads.metadata().find_image(repository.key, choice.digest);
      if (image) choice.size_bytes = image->size_bytes;
    }
    choices.push_back(std::move(choice));
  }
  for (const DescriptorContent& each : index.manifests) {
    const auto of = std::ranges::find_if(choices, [&each](const PlatformChoice& choice) {
      return choice.digest.text() == each.attests;
    });
    if (of != choices.end()) of->attestations.push_back(each.digest);
  }
  return choices;
}

std::size_t chosen_among(const std::vector<PlatformChoice>& choices, std::string_view wanted) {
  for (const std::string_view name : {wanted, kUsualPlatform}) {
    const auto found = std::ranges::find(choices, name, &PlatformChoice::name);
    if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  }
  return 0;
}

// What tools that know no subjects push: a tag made of the digest, "sha256-<hex>.sig".
void add_tagged_attachments(Reads& reads, const Repository& repository, const Digest& digest,
                            std::vector<Attachment>& out) {
  constexpr std::array<std::pair<std::string_view, Kind>, 3> kSuffixes{
      std::pair{".sig", Kind::signature}, std::pair{".att", Kind::attestation},
      std::pair{".sbom", Kind::sbom}};
  std::string start = digest.text();
  std::ranges::replace(start, ':', '-');
  for (const auto& [suffix, kind] : kSuffixes) {
    const auto tag = TagName::parse(start + std::string(suffix));
    if (!tag) continue;
    const auto image = reads.metadata().find_image(repository.key, *tag);
    if (!image) continue;
    out.push_back({.digest = image->digest,
                   .type = image->artifact_media_type.empty() ? image->media_type
                                                              : image->artifact_media_type,
                   .size_bytes = image->size_bytes,
                   .kind = kind,
                   .tag = tag->text()});
  }
}

void add_attachments(Reads& reads, const Digest& digest, ImageModel& model) {
  const auto visit = [&model](const ReferrerView& referrer) {
    model.has_more_attachments = model.attachments.size() >= kMaxAttachments;
    if (model.has_more_attachments) return false;
    const std::string_view type =
        referrer.artifact_type.empty() ? referrer.media_type : referrer.artifact_type;
    model.attachments.push_back({.digest = std::string(referrer.digest),
                                 .type = std::string(type),
                                 .size_bytes = referrer.size_bytes,
                                 .kind = kind_of(referrer.media_type, referrer.artifact_type)});
    return true;
  };
  reads.metadata().list_referrers(model.repository.key, digest, std::nullopt, {},
                                  kMaxAttachments + 1, visit);
  add_tagged_attachments(reads, model.repository, digest, model.attachments);
}

// Fills in the images of an index, and the chosen one.
void open_index(const Sources& sources, const StoredManifest& stored, ManifestContent index,
                std::string_view platform, ImageModel& model) {
  model.index_json = shown_json(stored.content);
  model.annotations = std::move(index.annotations);
  model.platforms = choices_of(sources.reads, model.repository, index);
  if (model.platforms.empty()) return;
  model.chosen = chosen_among(model.platforms, platform);
  if (model.platforms[model.chosen].name == platform) model.asked_platform = platform;
  const Digest& digest = model.platforms[model.chosen].digest;
  const auto child = sources.reads.metadata().find_manifest(model.repository.key, digest);
  if (!child) return;
  model.shown = show(sources, model.repository, *child);
  add_attachments(sources.reads, digest, model);
}

}  // namespace

Result<ImageModel> load_image(const Sources& sources, const ImageAddress& address,
                              std::string_view platform) {
  auto repository = find_repository(sources.reads, address.repository);
  if (!repository) return failure_of(repository);
  MetadataReads& metadata = sources.reads.metadata();
  const auto stored = metadata.find_manifest(repository->key, address.reference);
  if (!stored) return image_not_found(*repository, address.reference);
  auto detail = metadata.find_image(repository->key, stored->digest);
  if (!detail) return image_not_found(*repository, address.reference);
  ImageModel model{
      .repository = *repository,
      .registry_title = title_of(sources.reads, repository->registry, repository->alias),
      .asked = address.reference,
      .digest = stored->digest,
      .media_type = stored->media_type,
      .artifact_type = detail->artifact_media_type,
      .size_bytes = detail->size_bytes,
      .pushed_at = detail->pushed_at,
      .kind = kind_of(stored->media_type, detail->artifact_media_type),
      .tags = std::move(detail->tags),
      .annotations = {},
      .platforms = {},
      .shown = {},
      .attachments = {}};
  add_attachments(sources.reads, model.digest, model);
  if (!is_index(stored->media_type)) {
    model.shown = show(sources, *repository, *stored);
    if (model.shown) model.annotations = model.shown->manifest.annotations;
    return model;
  }
  auto index = read_manifest_content(stored->content);
  if (index) open_index(sources, *stored, *std::move(index), platform, model);
  return model;
}

Result<HistoryModel> load_history(const Sources& sources, const RepositoryAddress& address,
                                  const TagName& tag, std::int64_t before, std::size_t limit) {
  auto repository = find_repository(sources.reads, address);
  if (!repository) return failure_of(repository);
  MetadataReads& metadata = sources.reads.metadata();
  // One more than a page shows whether more follow.
  const auto entries = metadata.list_tag_history(repository->key, tag, before, limit + 1);
  const auto current = metadata.find_image(repository->key, tag);
  if (entries.empty() && !current) return image_not_found(*repository, tag);
  HistoryModel model{
      .repository = *repository,
      .registry_title = title_of(sources.reads, repository->registry, repository->alias),
      .tag = tag,
      .current = {},
      .movements = {}};
  if (current) {
    if (auto digest = Digest::parse(current->digest)) model.current = *std::move(digest);
    model.kind = kind_of(current->media_type, current->artifact_media_type);
  }
  for (const TagHistoryEntry& entry : entries) {
    if (model.movements.size() == limit) {
      model.next = model.movements.back().sequence;
      break;
    }
    const bool is_kept =
        entry.to && metadata.describe_manifest(repository->key, *entry.to).has_value();
    model.movements.push_back({.sequence = entry.sequence,
                               .from = entry.from,
                               .to = entry.to,
                               .is_kept = is_kept,
                               .moved_at = entry.moved_at});
  }
  return model;
}

}  // namespace berth::gallery
