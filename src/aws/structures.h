// Structures of the service model that more than one operation uses.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/encoder.h"
#include "aws/shapes.h"
#include "base/clock.h"

namespace berth::aws {

struct RepositoryStructure {
  std::string repository_arn;
  std::string registry_id;
  std::string repository_name;
  std::string repository_uri;
  Timestamp created_at;

  static constexpr auto members() {
    using Self = RepositoryStructure;
    return std::tuple(optional("repositoryArn", &Self::repository_arn, shapes::arn),
                      optional("registryId", &Self::registry_id, shapes::registry_id),
                      optional("repositoryName", &Self::repository_name, shapes::repository_name),
                      optional("repositoryUri", &Self::repository_uri, shapes::url),
                      optional("createdAt", &Self::created_at, shapes::creation_timestamp));
  }
};

struct ImageIdentifier {
  std::optional<std::string> image_digest;
  std::optional<std::string> image_tag;

  static constexpr auto members() {
    using Self = ImageIdentifier;
    return std::tuple(optional("imageDigest", &Self::image_digest, shapes::image_digest),
                      optional("imageTag", &Self::image_tag, shapes::image_tag));
  }
};

}  // namespace berth::aws
