// BatchDeleteImage: deletes images by tag, by digest, or by both.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/repository_request.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct BatchDeleteImage {
  static constexpr std::string_view kName = "BatchDeleteImage";
  static constexpr std::string_view kSummary =
      "Deletes images. By tag: the tag, and with its last tag the image. By digest: the image "
      "and all its tags. By both: the tag, if it points at that digest. An image that an "
      "index of the repository holds stays. What could not be deleted is in `failures`, and "
      "stops nothing else.";
  static constexpr std::array kErrors{exceptions::server, exceptions::invalid_parameter,
                                      exceptions::repository_not_found,
                                      exceptions::unsupported_command};

  struct ImageFailure {
    ImageIdentifier image_id;
    std::string_view failure_code;
    std::string failure_reason;

    static constexpr auto members() {
      using Self = ImageFailure;
      return std::tuple(
          optional("imageId", &Self::image_id, shapes::image_identifier),
          optional("failureCode", &Self::failure_code, shapes::image_failure_code),
          optional("failureReason", &Self::failure_reason, shapes::image_failure_reason));
    }
  };

  struct Request : RepositoryRequest<RegistryReference::id_or_alias> {
    std::vector<ImageIdentifier> image_ids;

    static constexpr auto members() {
      using Self = Request;
      return and_members(required("imageIds", &Self::image_ids, shapes::image_identifier_list));
    }
  };

  struct Response {
    std::vector<ImageIdentifier> image_ids;
    std::vector<ImageFailure> failures;

    static constexpr auto members() {
      using Self = Response;
      return std::tuple(optional("imageIds", &Self::image_ids, shapes::image_identifier_list),
                        optional("failures", &Self::failures, shapes::image_failure_list));
    }
  };

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
