#include "registry/rules/descriptors.h"

#include <algorithm>

#include "registry/rules/refusals.h"

namespace berth {
namespace {

bool is_as_listed(std::string_view actual, std::string_view listed) {
  return listed.empty() || listed == actual;
}

Result<void> check_children(const Repository& repository, const NewImage& image,
                            const DescriptorFacts& facts) {
  for (std::size_t i = 0; i < image.children.size(); ++i) {
    const Child& child = image.children[i];
    const auto& stored = facts.children.at(i);
    if (!stored) continue;  // a sparse image
    if (stored->size_bytes != child.size_bytes) {
      return wrong_size(repository, child.digest, stored->size_bytes, child.size_bytes);
    }
    if (!is_as_listed(stored->media_type, child.media_type)) {
      return wrong_media_type(repository, child.digest, stored->media_type, child.media_type);
    }
  }
  return {};
}

// An entry that is a blob by its media type must not be a manifest in fact.
Result<void> check_blob_entries(const Repository& repository, const NewImage& image,
                                const std::vector<BlobEntryFacts>& entries) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& [is_held, manifest_media_type] = entries[i];
    if (is_held || !manifest_media_type) continue;
    const std::size_t count = image.layers.size();
    const Layer& layer = i < count ? image.layers[i] : image.foreign_layers.at(i - count);
    return wrong_media_type(repository, layer.blob.digest, *manifest_media_type, layer.media_type);
  }
  return {};
}

Result<void> check_listings(const Repository& repository, const NewImage& image,
                            const DescriptorFacts& facts) {
  for (const Listing& listing : facts.listings) {
    if (agrees(listing, image)) continue;
    return as_listed_by(
        listing.index,
        listing.size_bytes == image.content.size()
            ? wrong_media_type(repository, image.digest, image.media_type, listing.media_type)
            : wrong_size(repository, image.digest, image.content.size(), listing.size_bytes));
  }
  if (!facts.blob_listing) return {};
  return as_listed_by(
      facts.blob_listing->index,
      wrong_media_type(repository, image.digest, image.media_type, facts.blob_listing->media_type));
}

}  // namespace

bool agrees(const Listing& listing, const NewImage& image) {
  return listing.size_bytes == image.content.size() &&
         is_as_listed(image.media_type, listing.media_type);
}

Result<void> check_descriptors(const Repository& repository, const NewImage& image,
                               const DescriptorFacts& facts) {
  auto checked = check_children(repository, image, facts);
  if (checked) checked = check_blob_entries(repository, image, facts.blob_entries);
  if (checked) checked = check_listings(repository, image, facts);
  return checked;
}

std::uint64_t image_size_bytes(const NewImage& image, const DescriptorFacts& facts) {
  std::uint64_t size_bytes = image.size_bytes;
  for (const auto& child : facts.children) {
    if (child) size_bytes = std::max(size_bytes, child->image_size_bytes);
  }
  return size_bytes;
}

}  // namespace berth
