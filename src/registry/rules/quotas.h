// Upper limits: the real service's quotas (docs.aws.amazon.com/AmazonECR/
// latest/public/public-service-quotas.html) and some of Berth's own. The configuration can change
// each of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "registry/values/model.h"

namespace berth {

struct Quotas {
  std::uint64_t repositories_per_registry = 10'000;
  std::uint64_t images_per_repository = 100'000;
  std::uint64_t tags_per_image = 1'000;
  std::uint64_t parts_per_layer = 1'000;
  std::uint64_t layer_size_bytes = std::uint64_t{10'000} << 20U;  // 10,000 MiB

  // Limits on unfinished uploads, about which the real service says nothing. As many as a hundred
  // machines with one key start at once.
  std::uint64_t uploads_per_access_key = 1'000;
  std::uint64_t uploads_per_repository = 2'000;
  std::uint64_t uploads_per_registry = 10'000;
  // Their total size: a hundred of the largest layers.
  std::uint64_t upload_bytes_per_registry = std::uint64_t{1'000'000} << 20U;
};

// "Resource tags per repository: 50", which cannot be changed, neither there nor here.
inline constexpr std::size_t kMaxResourceTags = 50;
// For every part of a layer except the last: "Minimum layer part size: 5 MiB".
inline constexpr std::uint64_t kMinLayerPartBytes = std::uint64_t{5} << 20U;
// InitiateLayerUpload proposes this size: "Maximum layer part size: 10 MiB". The service model lets
// UploadLayerPart accept twice as much, and so does Berth.
inline constexpr std::uint64_t kLayerPartBytes = std::uint64_t{10} << 20U;

// limit_exceeded
Failure too_many_repositories(const RegistryId& registry, std::uint64_t limit);
Failure too_many_images(const Repository& repository, std::uint64_t limit);
Failure too_many_image_tags(const Repository& repository, const TagName& tag, std::uint64_t limit);
// too_many_resource_tags
Failure too_many_resource_tags();

}  // namespace berth
