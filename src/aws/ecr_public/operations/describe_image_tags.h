// DescribeImageTags: a repository's tags by name, byte-wise, each with the image it points at.
//
// Every tag that exists during a whole listing is returned exactly once, whatever is pushed, moved
// or deleted meanwhile. A page is one index range scan, written as it is read.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/repository_request.h"
#include "aws/ecr_public/shapes.h"
#include "aws/protocol/encoder.h"

namespace berth::aws {

struct DescribeImageTags {
  static constexpr std::string_view kName = "DescribeImageTags";
  static constexpr AnswerKind kAnswer = AnswerKind::of_store;
  static constexpr std::string_view kSummary =
      "One element per tag, in byte order of the tags; untagged images never appear. "
      "`createdAt` is when the tag was last pointed at a different image, `imagePushedAt` the "
      "first push of the image. `imageSizeInBytes` of an index is the largest of its "
      "manifests. *Every tag that exists during the whole listing is returned exactly once, "
      "whatever is pushed or deleted meanwhile.*";
  static constexpr std::array kErrors{exceptions::server, exceptions::invalid_parameter,
                                      exceptions::repository_not_found,
                                      exceptions::unsupported_command};

  struct Request : RepositoryRequest<RegistryReference::id> {
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;

    static constexpr auto members() {
      return and_members(optional("nextToken", &Request::next_token, shapes::next_token),
                         optional("maxResults", &Request::max_results, shapes::max_results));
    }
  };

  // The views live until the element is written.
  struct ReferencedImageDetail {
    PlainText image_digest;
    std::uint64_t image_size_in_bytes = 0;
    Timestamp image_pushed_at;
    PlainText image_manifest_media_type;  // one of those that a registry accepts
    std::optional<std::string_view> artifact_media_type;

    static constexpr auto members() {
      using Self = ReferencedImageDetail;
      return std::tuple(
          optional("imageDigest", &Self::image_digest, shapes::image_digest),
          optional("imageSizeInBytes", &Self::image_size_in_bytes, shapes::image_size_in_bytes),
          optional("imagePushedAt", &Self::image_pushed_at, shapes::push_timestamp),
          optional("imageManifestMediaType", &Self::image_manifest_media_type, shapes::media_type),
          optional("artifactMediaType", &Self::artifact_media_type, shapes::media_type));
    }
  };

  struct ImageTagDetail {
    PlainText image_tag;
    Timestamp created_at;  // when the tag was last pointed at a different image
    ReferencedImageDetail image_detail;

    static constexpr auto members() {
      using Self = ImageTagDetail;
      return std::tuple(
          optional("imageTag", &Self::image_tag, shapes::image_tag),
          optional("createdAt", &Self::created_at, shapes::creation_timestamp),
          optional("imageDetail", &Self::image_detail, shapes::referenced_image_detail));
    }
  };

  struct Response {
    StreamedList<Response, ImageTagDetail> image_tag_details;
    std::optional<std::string> next_token;  // known when the list has been written
    std::size_t expected_bytes = 0;         // of the JSON text

    static constexpr auto members() {
      return std::tuple(
          optional("imageTagDetails", &Response::image_tag_details, shapes::image_tag_detail_list),
          optional("nextToken", &Response::next_token, shapes::next_token));
    }
  };

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
