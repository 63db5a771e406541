#include "registry/values/arn.h"

#include "registry/values/account.h"

namespace berth {
namespace {

constexpr std::string_view kService = "arn:aws:ecr-public::";
constexpr std::string_view kRepository = ":repository/";
constexpr std::string_view kRegistry = ":registry/";
constexpr std::string_view kUserStart = "arn:aws:iam::";
constexpr std::string_view kUser = ":user/";

// The account in an ARN from which everything before it has been removed.
std::string_view account_at_start(std::string_view arn) {
  return arn.substr(0, arn.find(':'));
}

}  // namespace

std::string repository_arn(const RegistryId& registry, std::string_view repository_name) {
  return std::string(kService).append(registry.text()).append(kRepository).append(repository_name);
}

std::string registry_arn(const RegistryId& registry) {
  return std::string(kService).append(registry.text()).append(kRegistry).append(registry.text());
}

std::string user_arn(const RegistryId& registry, std::string_view user_name) {
  std::string arn;  // made for every request with a login
  arn.reserve(kUserStart.size() + registry.text().size() + kUser.size() + user_name.size());
  return arn.append(kUserStart).append(registry.text()).append(kUser).append(user_name);
}

std::optional<UserArn> parse_user_arn(std::string_view text) {
  if (!text.starts_with(kUserStart)) return std::nullopt;
  text.remove_prefix(kUserStart.size());
  const std::string_view account = account_at_start(text);
  auto registry = RegistryId::parse(account);
  if (!registry) return std::nullopt;
  text.remove_prefix(account.size());
  if (!text.starts_with(kUser) || !is_user_name(text.substr(kUser.size()))) return std::nullopt;
  return UserArn{.registry = *std::move(registry),
                 .user_name = std::string(text.substr(kUser.size()))};
}

Result<RepositoryArn> parse_repository_arn(std::string_view text) {
  const Failure refusal = fail({.code = ErrorCode::arn_invalid, .subject = std::string(text)});
  if (!text.starts_with(kService)) return refusal;
  text.remove_prefix(kService.size());
  const std::string_view account = account_at_start(text);
  auto registry = RegistryId::parse(account);
  if (!registry) return refusal;
  text.remove_prefix(account.size());
  if (!text.starts_with(kRepository)) return refusal;
  auto repository = RepositoryName::parse(text.substr(kRepository.size()));
  if (!repository) return refusal;
  return RepositoryArn{.registry = *std::move(registry), .repository = *std::move(repository)};
}

}  // namespace berth
