// Requests about one repository: all of them begin with the members that name it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

#include "aws/ecr_public/shapes.h"

namespace berth::aws {

// How an operation refers to registries, and its error for one that does not exist.
enum class RegistryReference : std::uint8_t {
  id,           // shape RegistryId; RepositoryNotFoundException
  id_or_alias,  // shape RegistryIdOrAlias; RegistryNotFoundException
};

template <RegistryReference reference>
struct RepositoryRequest {
  std::optional<std::string> registry_id;
  std::string repository_name;

  static constexpr auto members() { return and_members(); }

 protected:
  // The members of a request that has these besides.
  template <typename... More>
  static constexpr auto and_members(More... more) {
    constexpr const Shape& kRegistry =
        reference == RegistryReference::id ? shapes::registry_id : shapes::registry_id_or_alias;
    return std::tuple(
        optional("registryId", &RepositoryRequest::registry_id, kRegistry),
        required("repositoryName", &RepositoryRequest::repository_name, shapes::repository_name),
        more...);
  }
};

}  // namespace berth::aws
