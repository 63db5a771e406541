// TagResource: adds and replaces resource tags of a repository.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct TagResource {
  static constexpr std::string_view kName = "TagResource";
  static constexpr Growth kGrowth = Growth::adds;
  static constexpr std::string_view kSummary =
      "Adds resource tags to a repository and replaces those whose key it has, all or none; "
      "it then has at most 50. Keys that begin with `aws:` are reserved.";
  static constexpr std::array kErrors{
      exceptions::invalid_parameter,   exceptions::invalid_tag_parameter,
      exceptions::too_many_tags,       exceptions::repository_not_found,
      exceptions::unsupported_command, exceptions::server};

  struct Request {
    std::string resource_arn;
    std::vector<TagStructure> tags;

    static constexpr auto members() {
      using Self = Request;
      return std::tuple(required("resourceArn", &Self::resource_arn, shapes::arn),
                        required("tags", &Self::tags, shapes::tag_list));
    }
  };

  using Response = Empty;

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
