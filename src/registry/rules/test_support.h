// Values for the unit tests of this folder.
#pragma once

#include "registry/values/model.h"

namespace berth {

inline Repository web_repository() {
  return {.key = 1,
          .registry = *RegistryId::parse("123456789012"),
          .alias = *RegistryAlias::parse("acme"),
          .name = *RepositoryName::parse("web"),
          .created_at = {}};
}

// An image that refers to nothing.
inline NewImage image_of(std::string_view content) {
  return {.digest = Digest::of(content),
          .media_type = "application/vnd.oci.image.manifest.v1+json",
          .artifact_media_type = "application/vnd.oci.image.config.v1+json",
          .content = std::string(content),
          .size_bytes = 100,
          .layers = {},
          .children = {}};
}

}  // namespace berth
