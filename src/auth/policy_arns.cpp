#include "auth/policy_arns.h"

#include <algorithm>

#include "base/wildcards.h"
#include "registry/values/names.h"

namespace berth::auth {
namespace {

constexpr std::string_view kWildcards = "*?";
constexpr std::size_t kAccountIdDigits = 12;

bool has_wildcards(std::string_view text) {
  return text.find_first_of(kWildcards) != std::string_view::npos;
}

// Whether the text, or a text that it is a pattern for, begins with `start` and continues after it.
bool may_begin_with(std::string_view text, std::string_view start) {
  const std::size_t wildcard = text.find_first_of(kWildcards);
  if (wildcard < start.size()) return start.starts_with(text.substr(0, wildcard));
  return text.size() > start.size() && text.starts_with(start);
}

// An account id, or a pattern for one.
bool may_be_account(std::string_view text) {
  const bool is_long_enough = text.size() == kAccountIdDigits || text.contains('*');
  return is_long_enough && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || kWildcards.contains(c);
         });
}

bool may_be_of_ecr_public(std::string_view resource) {
  constexpr std::string_view kRepository = "repository/";
  constexpr std::string_view kRegistry = "registry/";
  const bool is_repository = may_begin_with(resource, kRepository);
  if (!is_repository && !may_begin_with(resource, kRegistry)) return false;
  if (has_wildcards(resource)) return true;
  // Nothing has any other name.
  if (is_repository) return RepositoryName::parse(resource.substr(kRepository.size())).has_value();
  return RegistryId::parse(resource.substr(kRegistry.size())).has_value();
}

bool is_partition(std::string_view text) {
  return text == "aws" || text.starts_with("aws-") || has_wildcards(text);
}

bool is_service(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || kWildcards.contains(c);
  });
}

bool names_something(std::string_view resource, std::string_view kind) {
  return resource.size() > kind.size() && resource.starts_with(kind);
}

}  // namespace

std::optional<ArnParts> split_arn(std::string_view text) {
  constexpr std::string_view kStart = "arn:";
  if (!text.starts_with(kStart)) return std::nullopt;
  text.remove_prefix(kStart.size());
  std::array<std::string_view, 4> parts;
  for (std::string_view& part : parts) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    part = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (text.empty()) return std::nullopt;
  return ArnParts{.partition = parts[0],
                  .service = parts[1],
                  .region = parts[2],
                  .account = parts[3],
                  .resource = text};
}

bool is_resource_arn(std::string_view text) {
  const auto arn = split_arn(text);
  if (!arn || !is_partition(arn->partition) || !is_service(arn->service)) return false;
  if (arn->service != "ecr-public") return true;
  return matches_wildcards(arn->partition, "aws") && matches_wildcards(arn->region, "") &&
         may_be_account(arn->account) && may_be_of_ecr_public(arn->resource);
}

bool is_principal_arn(std::string_view text) {
  const auto arn = split_arn(text);
  if (!arn || has_wildcards(text) || !is_partition(arn->partition) || !arn->region.empty() ||
      !RegistryId::parse(arn->account)) {
    return false;
  }
  const std::string_view resource = arn->resource;
  if (arn->service == "iam") {
    return resource == "root" || names_something(resource, "user/") ||
           names_something(resource, "role/");
  }
  return arn->service == "sts" && (names_something(resource, "assumed-role/") ||
                                   names_something(resource, "federated-user/"));
}

bool matches_arn(std::string_view pattern, std::string_view text) {
  const auto expected = split_arn(pattern);
  const auto actual = split_arn(text);
  return expected && actual &&
         std::ranges::equal(expected->all(), actual->all(), matches_wildcards);
}

}  // namespace berth::auth
