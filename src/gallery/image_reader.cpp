#include "gallery/image_reader.h"

#include <algorithm>
#include <span>

#include "registry/use_cases/blobs.h"

namespace berth::gallery {
namespace {

// A list looks into no larger manifest: an index of a thousand images is shown without platforms.
constexpr std::uint64_t kMaxSummarizedBytes = std::uint64_t{128} * 1024;

std::string text_of(BlobContent content) {
  if (auto* text = std::get_if<std::string>(&content)) return std::move(*text);
  const auto& [bytes, size_bytes, url] = std::get<OpenBlob>(content);
  std::string text(size_bytes, '\0');
  read_at(bytes, /*offset=*/0, std::as_writable_bytes(std::span(text)));
  return text;
}

ImageSummary summarize(Reads& reads, BlobStore& blobs, const Repository& repository,
                       const Digest& digest, Kind kind) {
  MetadataReads& metadata = reads.metadata();
  const auto known = metadata.describe_manifest(repository.key, digest);
  if (!known || known->size_bytes > kMaxSummarizedBytes) return {};
  const auto stored = metadata.find_manifest(repository.key, digest);
  const auto manifest = stored ? read_manifest_content(stored->content) : std::nullopt;
  if (!manifest) return {};
  if (kind == Kind::index) {
    return {.platforms = platforms_of(*manifest), .attestations = attestations_of(*manifest)};
  }
  const auto config = read_config(reads, blobs, repository, *manifest);
  if (!config || config->platform.os.empty()) return {};
  return {.platforms = {config->platform.text()}};
}

std::size_t bytes_of(const ImageSummary& summary) {
  std::size_t bytes = sizeof(ImageSummary);
  for (const std::string& platform : summary.platforms) {
    bytes += sizeof(std::string) + platform.size();
  }
  return bytes;
}

}  // namespace

std::optional<ConfigContent> read_config(Reads& reads, BlobStore& blobs,
                                         const Repository& repository,
                                         const ManifestContent& manifest) {
  if (!manifest.config || !is_image_config(manifest.config->media_type)) return std::nullopt;
  const auto digest = Digest::parse(manifest.config->digest);
  const auto blob =
      digest ? reads.metadata().find_blob(repository.key, *digest) : std::optional<Blob>();
  if (!blob || blob->size_bytes > kMaxConfigBytes) return std::nullopt;
  auto content = open_blob(reads, blobs, repository, *digest);
  if (!content) return std::nullopt;
  return read_config_content(text_of(*std::move(content)));
}

ImageSummary ImageSummaries::find(Reads& reads, BlobStore& blobs, const Repository& repository,
                                  std::string_view digest, Kind kind) {
  const auto parsed = Digest::parse(digest);
  if (!parsed || (kind != Kind::image && kind != Kind::index)) return {};
  std::string key = std::to_string(repository.key).append(":").append(digest);
  if (const auto known = kept_.find(key)) return *known;
  auto summary =
      std::make_shared<const ImageSummary>(summarize(reads, blobs, repository, *parsed, kind));
  kept_.put(std::move(key), summary, bytes_of(*summary));
  return *summary;
}

}  // namespace berth::gallery
