// Blobs that a push may name next.
#pragma once

#include <optional>

#include "plane/services.h"

namespace berth::plane {

// A blob that the repository holds; nullopt: it does not hold it. For a caller that may push there,
// layers or images, the blob stays as long as the garbage collector grants a push. No other caller
// keeps it from being collected.
std::optional<Blob> find_blob_for(const Services& services, Reads& reads,
                                  const auth::Caller& caller,
                                  const auth::Circumstances& circumstances,
                                  const Repository& repository, const Digest& digest);

}  // namespace berth::plane
