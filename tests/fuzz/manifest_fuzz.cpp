// "<content type, or an empty line>\n<manifest>"
#include <algorithm>
#include <limits>
#include <set>

#include "fuzz.h"
#include "json/reader.h"
#include "plane/messages.h"
#include "registry/values/manifest.h"

namespace berth::fuzz {
namespace {

constexpr std::uint64_t kMaxLong = std::numeric_limits<std::int64_t>::max();

bool is_index(std::string_view media_type) {
  return media_type == media_types::kOciIndex || media_type == media_types::kDockerManifestList;
}

// By the descriptor's media type; without one, it is a manifest if an index lists it.
bool is_manifest(const Layer& listed) {
  const std::string_view media_type = listed.media_type;
  return media_type.empty() || is_index(media_type) || media_type == media_types::kOciManifest ||
         media_type == media_types::kDockerManifest;
}

bool is_same(const NewImage& a, const NewImage& b) {
  const auto is_same_layer = [](const Layer& x, const Layer& y) {
    return x.blob.digest == y.blob.digest && x.blob.size_bytes == y.blob.size_bytes &&
           x.media_type == y.media_type;
  };
  return a.digest == b.digest && a.media_type == b.media_type &&
         a.artifact_media_type == b.artifact_media_type && a.size_bytes == b.size_bytes &&
         std::ranges::equal(a.layers, b.layers, is_same_layer) &&
         std::ranges::equal(a.foreign_layers, b.foreign_layers, is_same_layer) &&
         a.children == b.children && a.subject == b.subject && a.annotations == b.annotations;
}

void check_layers(const NewImage& image) {
  std::set<Digest> seen;
  for (const auto* layers : {&image.layers, &image.foreign_layers}) {
    for (const Layer& layer : *layers) {
      require(Digest::parse(layer.blob.digest.text()) == layer.blob.digest, "digests are digests");
      require(seen.insert(layer.blob.digest).second, "each layer is listed once");
      require(layer.blob.size_bytes <= image.size_bytes, "an image is as large as each layer");
    }
  }
  // A Long of the API, and an INTEGER of the database.
  require(image.size_bytes <= kMaxLong, "a size is a number for everybody");
}

void check_children(const NewImage& image) {
  std::set<Digest> seen;
  for (const Child& child : image.children) {
    require(Digest::parse(child.digest.text()) == child.digest, "digests are digests");
    require(seen.insert(child.digest).second, "each child is listed once");
  }
}

void check_subject(const NewImage& image) {
  if (!image.annotations.empty()) {
    require(image.subject.has_value(), "annotations are kept for listings of referrers only");
    const auto annotations = json::parse(image.annotations);
    require(annotations && annotations->root().if_object(), "annotations are JSON");
  }
  if (image.subject) {
    require(Digest::parse(image.subject->text()) == *image.subject, "digests are digests");
  }
}

}  // namespace

void check(std::string_view input) {
  const std::string_view content_type = take_line(input);
  const auto image = parse_manifest(input, content_type);
  if (!image) {
    require(image.error().code == ErrorCode::body_too_large ||
                !plane::message_of(facts_of<ManifestFault>(image.error())).empty(),
            "a refusal has a reason");
    return;
  }
  require(image->content == input && image->digest == Digest::of(input),
          "what is stored is what was pushed");
  require(content_type.empty() || image->media_type == content_type, "the content type decides");
  require(!is_index(image->media_type) || std::ranges::none_of(image->layers, is_manifest),
          "a manifest that an index lists is no blob");
  require(image->children.empty() || is_index(image->media_type), "only an index has manifests");
  // It is repeated in every row of a listing of tags.
  require(image->artifact_media_type.size() <= kMaxMediaTypeBytes, "media types are limited");
  check_layers(*image);
  check_children(*image);
  check_subject(*image);
  const auto again = parse_manifest(input, image->media_type);
  require(again && is_same(*again, *image), "a manifest reads the same under its media type");
  const auto stored = read_stored_manifest(input, image->media_type, HashAlgorithm::sha256);
  require(stored && is_same(*stored, *image), "and when it is stored");
}

}  // namespace berth::fuzz
