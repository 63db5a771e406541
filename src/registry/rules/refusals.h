// The errors that rules return, in one place: facts in, error out. Those of quotas are in quotas.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/values/error.h"
#include "registry/values/model.h"

namespace berth {

Failure registry_not_found(const RegistryId& registry);
// An alias, user, key or policy, which an administrator named.
Failure about_entry(ErrorCode code, EntryKind kind, std::string_view name);
// The same with the registry, for an account and its aliases.
Failure about_entry_of(const RegistryId& registry, ErrorCode code, EntryKind kind,
                       std::string_view name);
Failure alias_fixed(const RegistryId& registry, const RegistryAlias& alias);

Failure repository_not_found(const Repository& repository);
Failure repository_not_empty(const Repository& repository);
Failure about_new_repository(ErrorCode code, const NewRepository& repository);
Failure precondition_failed(const Repository& repository);

Failure image_not_found(const Repository& repository, const Digest& digest);
// image_not_found, by a tag. `digest`: the image that the caller named too, if any.
Failure tag_not_found(const Repository& repository, const TagName& tag,
                      const std::optional<Digest>& digest);
// image_tag_digest_mismatch
Failure tag_points_elsewhere(const Repository& repository, const TagName& tag,
                             const Digest& digest);
// `indexes`: the digests of those that list the image.
Failure image_referenced(const Repository& repository, const Digest& digest,
                         const std::vector<std::string>& indexes);

Failure blob_not_found(const Digest& digest);
Failure blob_referenced(const Digest& digest);

// referenced_blobs_not_found, referenced_images_not_found; `missing` is not empty.
Failure missing_blobs(const Repository& repository, const std::vector<const Digest*>& missing);
Failure missing_images(const Repository& repository, const std::vector<const Digest*>& missing);

// --- manifest_invalid ---
// The blob or manifest with this digest has another size, or the manifest another media type, than
// its descriptor says.
Failure wrong_size(const Repository& repository, const Digest& digest, std::uint64_t actual_bytes,
                   std::uint64_t listed_bytes);
Failure wrong_media_type(const Repository& repository, const Digest& digest,
                         std::string_view actual, std::string_view listed);
// Adds to one of the two, about the pushed image, the index that describes it so.
Failure as_listed_by(std::string_view index, Failure refusal);

}  // namespace berth
