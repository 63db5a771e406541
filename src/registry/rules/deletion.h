// What may be deleted, and what goes with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "registry/rules/tags.h"
#include "registry/values/error.h"
#include "registry/values/model.h"

namespace berth {

// --- images and their tags ---

enum class UntaggedImage : std::uint8_t { stays, is_deleted_too };

// How many of the indexes that list an image an error names: a store need not read more.
inline constexpr std::size_t kMaxIndexesNamed = 16;

struct ImageDeletionFacts {
  bool exists = false;
  std::vector<std::string> listed_by = {};  // digests of indexes of the repository, in byte order
};

// image_not_found; image_referenced if an index of the repository lists the image.
Result<void> check_image_deletion(const Repository& repository, const Digest& digest,
                                  const ImageDeletionFacts& facts);

// Whether the image that has `tag_count` tags goes with one of them.
bool goes_with_its_tag(UntaggedImage untagged, std::uint64_t tag_count);

struct TagDeletion {
  TagName tag;
  std::optional<Digest> expected = {};  // where it points, as the caller knows it
  UntaggedImage untagged = UntaggedImage::stays;
};

struct TagDeletionFacts {
  std::optional<TagTarget> target = {};     // nullopt: the tag does not exist
  std::uint64_t tag_count = 0;              // of the target; not needed if the image stays anyway
  std::vector<std::string> listed_by = {};  // as for an image; needed only if the image goes too
};

struct TagDeletionPlan {
  TagTarget target;  // of the tag, which is to be deleted
  bool image_goes_too = false;
};

// image_not_found; image_tag_digest_mismatch if the tag points at another image than expected;
// image_referenced if the image would have to go, and an index of the repository lists it.
Result<TagDeletionPlan> plan_tag_deletion(const Repository& repository, const TagDeletion& deletion,
                                          const TagDeletionFacts& facts);

// --- repositories ---

enum class RepositoryContent : std::uint8_t { must_be_empty, is_deleted_too };

// repository_not_empty
Result<void> check_repository_deletion(const Repository& repository, RepositoryContent content,
                                       bool has_images);

// --- blobs ---

struct BlobFacts {
  bool is_held = false;   // by the repository
  bool is_named = false;  // by an image of the repository
};

// blob_not_found; blob_referenced while an image of the repository names it.
Result<void> check_unlinking(const Digest& digest, const BlobFacts& facts);

}  // namespace berth
