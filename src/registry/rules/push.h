// A push of a manifest: what it asks for, and what came of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "registry/rules/precondition.h"
#include "registry/values/model.h"

namespace berth {

enum class ImageOutcome { created, existed };
enum class TagOutcome { created, moved, unchanged };
// The blobs and manifests that an image names. An image whose references are missing is sparse.
enum class References { must_exist, may_be_missing };

struct Push {
  Repository repository;
  NewImage image;
  std::vector<TagName> tags = {};  // to point at the image
  References references = References::must_exist;
  std::optional<Precondition> precondition = {};
  std::string actor = {};  // who pushes, as the history of the tags shows it
  Timestamp now;
};

struct PutImageOutcome {
  ImageOutcome image = ImageOutcome::created;
  std::vector<TagOutcome> tags = {};  // in the order of the given tags
};

// Whether the push changed nothing.
bool is_unchanged(const PutImageOutcome& outcome);

}  // namespace berth
