// Reads all bytes of a stored blob, to find out whether they are still those that were pushed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "registry/ports/blob_store.h"

namespace berth {

// Visits the bytes in order, a piece at a time. Throws std::system_error if they cannot be read.
void visit_bytes(const OpenBlob& blob,
                 const std::function<void(std::span<const std::byte>)>& visit);

// What the bytes hash to. Throws likewise.
Digest digest_of(const OpenBlob& blob, HashAlgorithm algorithm);

}  // namespace berth
