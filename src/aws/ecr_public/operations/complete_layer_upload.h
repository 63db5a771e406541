// CompleteLayerUpload: makes an upload a layer of the repository.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/repository_request.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct CompleteLayerUpload {
  static constexpr std::string_view kName = "CompleteLayerUpload";
  static constexpr Growth kGrowth = Growth::adds;
  static constexpr std::string_view kSummary =
      "Ends an upload: its bytes become a layer of the repository, if one of `layerDigests` "
      "is their SHA-256. Every part but the last one has to be at least 5 MiB long. A layer "
      "that is there already ends the upload too.";
  static constexpr std::array kErrors{exceptions::server,
                                      exceptions::invalid_parameter,
                                      exceptions::repository_not_found,
                                      exceptions::upload_not_found,
                                      exceptions::invalid_layer,
                                      exceptions::layer_part_too_small,
                                      exceptions::layer_already_exists,
                                      exceptions::empty_upload,
                                      exceptions::registry_not_found,
                                      exceptions::unsupported_command};

  struct Request : RepositoryRequest<RegistryReference::id_or_alias> {
    std::string upload_id;
    std::vector<std::string> layer_digests;

    static constexpr auto members() {
      using Self = Request;
      return and_members(required("uploadId", &Self::upload_id, shapes::upload_id),
                         required("layerDigests", &Self::layer_digests, shapes::layer_digest_list));
    }
  };

  struct Response {
    std::string registry_id;
    std::string repository_name;
    std::string upload_id;
    std::string layer_digest;

    static constexpr auto members() {
      using Self = Response;
      return std::tuple(optional("registryId", &Self::registry_id, shapes::registry_id),
                        optional("repositoryName", &Self::repository_name, shapes::repository_name),
                        optional("uploadId", &Self::upload_id, shapes::upload_id),
                        optional("layerDigest", &Self::layer_digest, shapes::layer_digest));
    }
  };

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
