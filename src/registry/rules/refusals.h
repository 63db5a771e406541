// The errors that rules return, in one place: facts in, error out. Those of quotas are in quotas.h.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/values/model.h"

namespace berth {

Failure repository_not_found(const Repository& repository);
Failure precondition_failed(const Repository& repository);

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
