// What is remembered of the parts of an upload.
#pragma once

#include <algorithm>

#include "registry/values/model.h"

namespace berth {

// `parts` and one more, which becomes the last one.
constexpr UploadParts with_part(const UploadParts& parts, std::uint64_t size_bytes) {
  return {.count = parts.count + 1,
          .smallest_but_last_bytes =
              parts.count == 0 ? parts.smallest_but_last_bytes
                               : std::min(parts.smallest_but_last_bytes, parts.last_bytes),
          .last_bytes = size_bytes};
}

}  // namespace berth
