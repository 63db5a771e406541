// DescribeRepositories: the caller's repositories by name, or the requested ones.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct DescribeRepositories {
  static constexpr std::string_view kName = "DescribeRepositories";
  static constexpr AnswerKind kAnswer = AnswerKind::of_store;
  static constexpr std::string_view kSummary =
      "Repositories in byte order of their names, or those of `repositoryNames` in the order "
      "asked for, of which a missing one fails the call.";
  static constexpr std::array kErrors{exceptions::server, exceptions::invalid_parameter,
                                      exceptions::repository_not_found,
                                      exceptions::unsupported_command};

  struct Request {
    std::optional<std::string> registry_id;
    std::optional<std::vector<std::string>> repository_names;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;

    static constexpr auto members() {
      return std::tuple(
          optional("registryId", &Request::registry_id, shapes::registry_id),
          optional("repositoryNames", &Request::repository_names, shapes::repository_name_list),
          optional("nextToken", &Request::next_token, shapes::next_token),
          optional("maxResults", &Request::max_results, shapes::max_results));
    }
  };

  struct Response {
    std::vector<RepositoryStructure> repositories;
    std::optional<std::string> next_token;

    static constexpr auto members() {
      return std::tuple(optional("repositories", &Response::repositories, shapes::repository_list),
                        optional("nextToken", &Response::next_token, shapes::next_token));
    }
  };

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
