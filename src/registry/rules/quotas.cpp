#include "registry/rules/quotas.h"

#include "base/excerpt.h"

namespace berth {
namespace {

Failure exceeded(std::string reason) {
  return fail({.code = ErrorCode::limit_exceeded, .reason = std::move(reason)});
}

std::string quote(std::string_view text) {
  return "'" + excerpt(text) + "'";
}

}  // namespace

Failure too_many_repositories(const RegistryId& registry, std::uint64_t limit) {
  return exceeded("The registry with id " + quote(registry.text()) +
                  " already has the maximum allowed number of repositories which is " +
                  quote(std::to_string(limit)));
}

Failure too_many_images(const Repository& repository, std::uint64_t limit) {
  return exceeded("The repository with name " + quote(repository.name.text()) +
                  " in registry with id " + quote(repository.registry.text()) +
                  " already has the maximum allowed number of images which is " +
                  quote(std::to_string(limit)));
}

Failure too_many_image_tags(const Repository& repository, const TagName& tag, std::uint64_t limit) {
  return exceeded("Adding tag " + quote(tag.text()) + " to an image in the repository with name " +
                  quote(repository.name.text()) + " in registry with id " +
                  quote(repository.registry.text()) +
                  " exceeds the maximum allowed number of tags per image which is " +
                  quote(std::to_string(limit)));
}

Failure too_many_resource_tags() {
  return fail({.code = ErrorCode::too_many_resource_tags,
               .reason = "A repository has at most " + std::to_string(kMaxResourceTags) +
                         " resource tags"});
}

}  // namespace berth
