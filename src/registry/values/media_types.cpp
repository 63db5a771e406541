#include "registry/values/media_types.h"

namespace berth {
namespace {

constexpr std::string_view kDockerForeignPrefix = "application/vnd.docker.image.rootfs.foreign";
constexpr std::string_view kOciNondistributablePrefix =
    "application/vnd.oci.image.layer.nondistributable.v1.tar";

}  // namespace

bool is_index(std::string_view media_type) {
  return media_type == media_types::kDockerManifestList || media_type == media_types::kOciIndex;
}

bool is_manifest(std::string_view media_type) {
  return is_index(media_type) || media_type == media_types::kDockerManifest ||
         media_type == media_types::kOciManifest;
}

bool is_nondistributable(std::string_view media_type) {
  return media_type.starts_with(kDockerForeignPrefix) ||
         media_type.starts_with(kOciNondistributablePrefix);
}

}  // namespace berth
