// What indexes say about the manifests that they list, compared with what these manifests are. A
// client that trusts an index would otherwise refuse, or misread, what the registry gives it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "registry/values/error.h"
#include "registry/values/model.h"

namespace berth {

// A manifest that the repository has.
struct StoredManifestFacts {
  std::uint64_t size_bytes = 0;  // of the manifest itself
  std::string media_type;
  std::uint64_t image_size_bytes = 0;
};

// An entry of an index that is a blob by its media type.
struct BlobEntryFacts {
  bool is_held = false;  // by the repository, as a blob
  // The type of the manifest with that digest; nullopt: the repository has no such manifest. Not
  // needed if the blob is held.
  std::optional<std::string> manifest_media_type = {};
};

// How an index of the repository lists the pushed image.
struct Listing {
  std::string index;  // its digest
  std::uint64_t size_bytes = 0;
  std::string media_type = {};  // empty: the index does not say
};

// What a repository knows about an image that it does not have yet.
struct DescriptorFacts {
  // In the order of image.children; nullopt: the repository does not have it.
  std::vector<std::optional<StoredManifestFacts>> children = {};
  // For an index only: in the order of image.layers, then of image.foreign_layers.
  std::vector<BlobEntryFacts> blob_entries = {};
  // The indexes that list the image. Those that agree with it, agrees(), may be left out.
  std::vector<Listing> listings = {};
  // An index that lists the image as a blob, which the repository does not hold.
  std::optional<Listing> blob_listing = {};
};

// Whether the index describes the image as it is.
bool agrees(const Listing& listing, const NewImage& image);

// manifest_invalid if the new image, which the repository does not have yet, and a manifest that it
// lists, or an index that lists it, disagree about a size or a media type.
Result<void> check_descriptors(const Repository& repository, const NewImage& image,
                               const DescriptorFacts& facts);

// The size of a new image: "If the image is a manifest list, this will be the max size of all
// manifests in the list" (ecr-public API Reference, ReferencedImageDetail).
std::uint64_t image_size_bytes(const NewImage& image, const DescriptorFacts& facts);

}  // namespace berth
