// DescribeImages: a repository's images in the order of their first push, tagged or not, or the
// requested ones.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/repository_request.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct DescribeImages {
  static constexpr std::string_view kName = "DescribeImages";
  static constexpr AnswerKind kAnswer = AnswerKind::of_store;
  // An image may have a thousand tags, and one request may ask for a hundred images.
  static constexpr Effort kEffort = Effort::may_wait;
  static constexpr std::string_view kSummary =
      "Images in the order of their first push; untagged ones have no `imageTags`. With "
      "`imageIds` (tag, digest, or both, which then have to agree) there are no pages, each "
      "image is returned once, and one that is missing fails the call.";
  static constexpr std::array kErrors{exceptions::server, exceptions::invalid_parameter,
                                      exceptions::repository_not_found, exceptions::image_not_found,
                                      exceptions::unsupported_command};

  struct Request : RepositoryRequest<RegistryReference::id> {
    std::optional<std::vector<ImageIdentifier>> image_ids;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;

    static constexpr auto members() {
      return and_members(optional("imageIds", &Request::image_ids, shapes::image_identifier_list),
                         optional("nextToken", &Request::next_token, shapes::next_token),
                         optional("maxResults", &Request::max_results, shapes::max_results));
    }
  };

  struct ImageDetailStructure {
    std::string registry_id;
    std::string repository_name;
    std::string image_digest;
    std::optional<std::vector<std::string>> image_tags;  // absent: untagged
    std::uint64_t image_size_in_bytes = 0;
    Timestamp image_pushed_at;
    std::string image_manifest_media_type;
    std::optional<std::string> artifact_media_type;

    static constexpr auto members() {
      using Self = ImageDetailStructure;
      return std::tuple(
          optional("registryId", &Self::registry_id, shapes::registry_id),
          optional("repositoryName", &Self::repository_name, shapes::repository_name),
          optional("imageDigest", &Self::image_digest, shapes::image_digest),
          optional("imageTags", &Self::image_tags, shapes::image_tag_list),
          optional("imageSizeInBytes", &Self::image_size_in_bytes, shapes::image_size_in_bytes),
          optional("imagePushedAt", &Self::image_pushed_at, shapes::push_timestamp),
          optional("imageManifestMediaType", &Self::image_manifest_media_type, shapes::media_type),
          optional("artifactMediaType", &Self::artifact_media_type, shapes::media_type));
    }
  };

  struct Response {
    std::vector<ImageDetailStructure> image_details;
    std::optional<std::string> next_token;

    static constexpr auto members() {
      return std::tuple(
          optional("imageDetails", &Response::image_details, shapes::image_detail_list),
          optional("nextToken", &Response::next_token, shapes::next_token));
    }
  };

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
