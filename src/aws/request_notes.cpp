#include "aws/request_notes.h"

#include "base/excerpt.h"

namespace berth::aws {
namespace {

// 256: a longer text is neither the name of a repository nor its ARN.
constexpr std::size_t kMaxNotedResourceBytes = 256;

std::string text_of(json::Object object, std::string_view member) {
  const auto value = object.find(member);
  return excerpt(value ? value->if_string().value_or("") : std::string_view());
}

// The image of an ImageIdentifier, or of PutImage, which has the same members.
std::string image_of(json::Object id) {
  std::string image = text_of(id, "imageTag");
  const std::string digest = text_of(id, "imageDigest");
  if (!image.empty() && !digest.empty()) image += '@';
  return image += digest;
}

}  // namespace

std::string resource_of(json::Object request) {
  for (const std::string_view member : {"repositoryName", "resourceArn"}) {
    const auto value = request.find(member);
    const auto text = value ? value->if_string() : std::nullopt;
    if (text && text->size() <= kMaxNotedResourceBytes) return std::string(*text);
  }
  return {};
}

std::string images_of(json::Object request) {
  const auto ids = request.find("imageIds");
  const auto list = ids ? ids->if_array() : std::nullopt;
  if (!list) return image_of(request);
  std::string images;
  for (const json::Value id : *list) {
    const auto object = id.if_object();
    const std::string image = object ? image_of(*object) : std::string();
    if (image.empty()) continue;
    if (!images.empty()) images += ',';
    if (images.size() + image.size() > kMaxNotedImagesBytes) return images += "...";
    images += image;
  }
  return images;
}

}  // namespace berth::aws
