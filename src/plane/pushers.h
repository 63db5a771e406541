// Blobs that a push may go on to name.
#pragma once

#include <optional>

#include "plane/services.h"

namespace berth::plane {

// A blob that the repository holds. Asked for by a caller that may push there, layers or images, it
// stays for as long as the garbage collector gives a push; nobody else keeps it from being
// collected. nullopt: the repository does not hold it.
std::optional<Blob> find_blob_for(const Services& services, const auth::Caller& caller,
                                  const auth::Circumstances& circumstances,
                                  const Repository& repository, const Digest& digest);

}  // namespace berth::plane
