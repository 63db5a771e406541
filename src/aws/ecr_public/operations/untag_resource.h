// UntagResource: removes resource tags of a repository.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct UntagResource {
  static constexpr std::string_view kName = "UntagResource";
  static constexpr std::string_view kSummary =
      "Takes resource tags of a repository away. A key that it does not have makes no "
      "difference.";
  static constexpr std::array kErrors{
      exceptions::invalid_parameter,   exceptions::invalid_tag_parameter,
      exceptions::too_many_tags,       exceptions::repository_not_found,
      exceptions::unsupported_command, exceptions::server};

  struct Request {
    std::string resource_arn;
    std::vector<std::string> tag_keys;

    static constexpr auto members() {
      using Self = Request;
      return std::tuple(required("resourceArn", &Self::resource_arn, shapes::arn),
                        required("tagKeys", &Self::tag_keys, shapes::tag_key_list));
    }
  };

  using Response = Empty;

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
