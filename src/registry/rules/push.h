// What a push of a manifest means. A store reads the facts, asks plan_push(), and writes the plan,
// all in one transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "registry/rules/descriptors.h"
#include "registry/rules/precondition.h"
#include "registry/rules/quotas.h"
#include "registry/rules/tags.h"
#include "registry/values/author.h"
#include "registry/values/error.h"
#include "registry/values/model.h"

namespace berth {

enum class ImageOutcome : std::uint8_t { created, existed };
// The blobs and manifests that an image names. An image whose references are missing is sparse.
enum class References : std::uint8_t { must_exist, may_be_missing };
// Whether a push to a repository that does not exist creates it, if its caller may do so.
enum class CreateOnPush : std::uint8_t { off, on };

struct Push {
  Repository repository;
  NewImage image;
  std::vector<TagName> tags = {};  // to point at the image
  References references = References::must_exist;
  std::optional<Precondition> precondition = {};
  Author author = {};
};

struct PutImageOutcome {
  ImageOutcome image = ImageOutcome::created;
  std::vector<TagOutcome> tags = {};  // in the order of the push's tags
};

// Whether the push changed nothing.
bool is_unchanged(const PutImageOutcome& outcome);

// What the repository holds of what the image names.
struct ReferenceFacts {
  // In the order of image.layers: the stored size; nullopt: the repository does not hold the blob.
  std::vector<std::optional<std::uint64_t>> layer_sizes_bytes = {};
  // In the order of image.children. Not needed if references may be missing.
  std::vector<bool> has_child = {};
};

// An image that the repository has.
struct StoredImage {
  ImageDetail detail;  // without the names of its tags
  std::uint64_t tag_count = 0;
};

struct PushFacts {
  bool repository_exists = false;
  // The digest of the image that the precondition's reference means. nullopt: there is no
  // precondition, or no such image.
  std::optional<Digest> precondition_target = {};
  ReferenceFacts references = {};
  std::vector<std::optional<TagTarget>> tags = {};  // in the order of the push's tags
  std::optional<StoredImage> stored = {};           // the pushed image, if it exists already

  // --- needed only if it does not ---
  std::uint64_t image_count = 0;  // of the repository
  StorageFacts storage = {};
  DescriptorFacts descriptors = {};
};

struct PushPlan {
  PutImageOutcome outcome;
  std::optional<ImageDetail> insert = {};  // nullopt: it exists; the store chooses its sequence
};

// The first of the checks of plan_push(): a store need not read the other facts if it fails.
// repository_not_found, precondition_failed.
Result<void> check_conditions(const Push& push, const PushFacts& facts);

// The errors are those of MetadataStore::put_image().
Result<PushPlan> plan_push(const Push& push, const PushFacts& facts, const Quotas& quotas);

// The outcome of a push that has nothing to write; nullopt: plan_push() has to decide. Needs no
// facts but the tags, the references and, for a push without tags, the stored image: enough to
// answer a repeated push without a write.
std::optional<PutImageOutcome> find_unchanged(const Push& push, const PushFacts& facts);

}  // namespace berth
