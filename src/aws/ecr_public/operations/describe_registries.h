// DescribeRegistries: the caller's registry. Each account has one.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct DescribeRegistries {
  static constexpr std::string_view kName = "DescribeRegistries";
  static constexpr AnswerKind kAnswer = AnswerKind::of_store;
  static constexpr std::string_view kSummary =
      "The caller's registry, of which an account has one, with all its aliases.";
  static constexpr std::array kErrors{exceptions::invalid_parameter,
                                      exceptions::unsupported_command, exceptions::server};

  struct Request {
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;

    static constexpr auto members() {
      return std::tuple(optional("nextToken", &Request::next_token, shapes::next_token),
                        optional("maxResults", &Request::max_results, shapes::max_results));
    }
  };

  struct AliasStructure {
    std::string name;
    std::string_view status;
    bool primary_registry_alias = false;
    bool default_registry_alias = false;

    static constexpr auto members() {
      using Self = AliasStructure;
      return std::tuple(required("name", &Self::name, shapes::registry_alias_name),
                        required("status", &Self::status, shapes::registry_alias_status),
                        required("primaryRegistryAlias", &Self::primary_registry_alias,
                                 shapes::primary_registry_alias_flag),
                        required("defaultRegistryAlias", &Self::default_registry_alias,
                                 shapes::default_registry_alias_flag));
    }
  };

  struct RegistryStructure {
    std::string registry_id;
    std::string registry_arn;
    std::string registry_uri;
    bool verified = false;
    std::vector<AliasStructure> aliases;

    static constexpr auto members() {
      using Self = RegistryStructure;
      return std::tuple(required("registryId", &Self::registry_id, shapes::registry_id),
                        required("registryArn", &Self::registry_arn, shapes::arn),
                        required("registryUri", &Self::registry_uri, shapes::url),
                        required("verified", &Self::verified, shapes::registry_verified),
                        required("aliases", &Self::aliases, shapes::registry_alias_list));
    }
  };

  struct Response {
    std::vector<RegistryStructure> registries;
    std::optional<std::string> next_token;  // one registry is one page: always absent

    static constexpr auto members() {
      return std::tuple(required("registries", &Response::registries, shapes::registry_list),
                        optional("nextToken", &Response::next_token, shapes::next_token));
    }
  };

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
