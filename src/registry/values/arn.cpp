#include "registry/values/arn.h"

namespace berth {
namespace {

constexpr std::string_view kService = "arn:aws:ecr-public::";
constexpr std::string_view kRepository = ":repository/";
constexpr std::string_view kRegistry = ":registry/";
constexpr std::size_t kRegistryIdDigits = 12;

}  // namespace

std::string repository_arn(const RegistryId& registry, std::string_view repository_name) {
  return std::string(kService).append(registry.text()).append(kRepository).append(repository_name);
}

std::string registry_arn(const RegistryId& registry) {
  return std::string(kService).append(registry.text()).append(kRegistry).append(registry.text());
}

std::string user_arn(const RegistryId& registry, std::string_view user_name) {
  return ("arn:aws:iam::" + registry.text() + ":user/").append(user_name);
}

Result<RepositoryArn> parse_repository_arn(std::string_view text) {
  const Failure refusal = fail(
      {.code = ErrorCode::invalid_parameter, .subject = "resourceArn", .reason = "Invalid ARN"});
  if (!text.starts_with(kService)) return refusal;
  text.remove_prefix(kService.size());
  auto registry = RegistryId::parse(text.substr(0, kRegistryIdDigits));
  if (!registry) return refusal;
  text.remove_prefix(kRegistryIdDigits);
  if (!text.starts_with(kRepository)) return refusal;
  auto repository = RepositoryName::parse(text.substr(kRepository.size()));
  if (!repository) return refusal;
  return RepositoryArn{.registry = *std::move(registry), .repository = *std::move(repository)};
}

}  // namespace berth
