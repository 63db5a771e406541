// PutImage: stores a manifest, under a tag or by its digest.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/repository_request.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct PutImage {
  static constexpr std::string_view kName = "PutImage";
  static constexpr Growth kGrowth = Growth::adds;
  static constexpr RequestSize kRequestSize = RequestSize::large;
  static constexpr std::string_view kSummary =
      "Stores a manifest whose layers, or images, the repository holds, and points `imageTag` "
      "at it. Without `imageManifestMediaType` the manifest has to say what it is. To push "
      "what is there already is ImageAlreadyExistsException; to move a tag is not.";
  static constexpr std::array kErrors{exceptions::server,
                                      exceptions::invalid_parameter,
                                      exceptions::repository_not_found,
                                      exceptions::image_already_exists,
                                      exceptions::layers_not_found,
                                      exceptions::referenced_images_not_found,
                                      exceptions::limit_exceeded,
                                      exceptions::image_tag_already_exists,
                                      exceptions::image_digest_does_not_match,
                                      exceptions::registry_not_found,
                                      exceptions::unsupported_command};

  struct Image {
    std::string registry_id;
    std::string repository_name;
    ImageIdentifier image_id;
    std::string image_manifest;
    std::string image_manifest_media_type;

    static constexpr auto members() {
      using Self = Image;
      return std::tuple(
          optional("registryId", &Self::registry_id, shapes::registry_id_or_alias),
          optional("repositoryName", &Self::repository_name, shapes::repository_name),
          optional("imageId", &Self::image_id, shapes::image_identifier),
          optional("imageManifest", &Self::image_manifest, shapes::image_manifest),
          optional("imageManifestMediaType", &Self::image_manifest_media_type, shapes::media_type));
    }
  };

  struct Request : RepositoryRequest<RegistryReference::id_or_alias> {
    std::string image_manifest;
    std::optional<std::string> image_manifest_media_type;
    std::optional<std::string> image_tag;
    std::optional<std::string> image_digest;

    static constexpr auto members() {
      using Self = Request;
      return and_members(
          required("imageManifest", &Self::image_manifest, shapes::image_manifest),
          optional("imageManifestMediaType", &Self::image_manifest_media_type, shapes::media_type),
          optional("imageTag", &Self::image_tag, shapes::image_tag),
          optional("imageDigest", &Self::image_digest, shapes::image_digest));
    }
  };

  struct Response {
    Image image;

    static constexpr auto members() {
      using Self = Response;
      return std::tuple(optional("image", &Self::image, shapes::image));
    }
  };

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
