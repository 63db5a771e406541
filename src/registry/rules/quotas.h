// Upper limits: the real service's quotas (docs.aws.amazon.com/AmazonECR/
// latest/public/public-service-quotas.html) and some of Berth's own. The configuration can change
// each of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "registry/values/error.h"
#include "registry/values/model.h"
#include "registry/values/usage.h"

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

  // Limits on what may be stored (Usage::bytes()), unless a StorageQuota says otherwise; nullopt:
  // none. The real service has no such limit, and asks for money instead.
  std::optional<std::uint64_t> bytes_per_repository = {};
  std::optional<std::uint64_t> bytes_per_registry = {};
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

// --- storage ---

struct StorageLevel {
  std::uint64_t used_bytes = 0;
  StorageQuota quota = {};
};
// What a repository stores, and the registry that it belongs to.
struct StorageFacts {
  StorageLevel repository = {};
  StorageLevel registry = {};
};

// The limit in bytes, by a quota of its own or else by the setting; nullopt: none.
std::optional<std::uint64_t> storage_limit(const StorageQuota& own,
                                           std::optional<std::uint64_t> setting);
// Whether there is any limit: without one, nothing has to be known to allow a write.
bool is_storage_limited(const StorageFacts& facts, const Quotas& quotas);
// limit_exceeded (without the names of repository and registry) if `more_bytes` more must not be
// stored. Nothing more is always allowed, even if a limit was lowered below what is stored.
Result<void> check_storage(const StorageFacts& facts, std::uint64_t more_bytes,
                           const Quotas& quotas);

}  // namespace berth
