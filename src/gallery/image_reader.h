// Reads what the images of a repository hold, within limits, from the stores.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cache/bounded_cache.h"
#include "gallery/image_content.h"
#include "gallery/kind.h"
#include "registry/ports/blob_store.h"
#include "registry/ports/reader.h"

namespace berth::gallery {

// What a row of a list of tags shows of its image.
struct ImageSummary {
  std::vector<std::string> platforms = {};  // "linux/arm64", in the order of the index
  std::size_t attestations = 0;             // in the index
};

// The config of an image; nullopt if the repository does not hold it, or if it is too large or no
// config of a container image. May block.
std::optional<ConfigContent> read_config(Reads& reads, BlobStore& blobs,
                                         const Repository& repository,
                                         const ManifestContent& manifest);

// Remembers summaries: an image never changes, and a page lists many. Any thread may call.
class ImageSummaries {
 public:
  ImageSummary find(Reads& reads, BlobStore& blobs, const Repository& repository,
                    std::string_view digest, Kind kind);

 private:
  // Those of some ten thousand images.
  static constexpr std::size_t kMaxKeptBytes = std::size_t{4} << 20U;

  BoundedCache<ImageSummary> kept_{kMaxKeptBytes};
};

}  // namespace berth::gallery
