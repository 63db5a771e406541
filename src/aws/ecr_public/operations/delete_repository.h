// DeleteRepository: deletes a repository, and its images if forced.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/repository_request.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct DeleteRepository {
  static constexpr std::string_view kName = "DeleteRepository";
  static constexpr std::string_view kSummary =
      "Deletes a repository, and with `force` its images too. Answers the repository as it "
      "was.";
  static constexpr std::array kErrors{
      exceptions::server, exceptions::invalid_parameter, exceptions::repository_not_found,
      exceptions::repository_not_empty, exceptions::unsupported_command};

  struct Request : RepositoryRequest<RegistryReference::id> {
    std::optional<bool> force;

    static constexpr auto members() {
      return and_members(optional("force", &Request::force, shapes::force_flag));
    }
  };

  struct Response {
    RepositoryStructure repository;  // as it was

    static constexpr auto members() {
      return std::tuple(optional("repository", &Response::repository, shapes::repository));
    }
  };

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
