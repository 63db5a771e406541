#include "aws/access.h"

#include "aws/addresses.h"

namespace berth::aws {
namespace {

Failure access_denied(const Context& context, const RegistryId& registry,
                      std::string_view repository_name) {
  const std::string resource =
      repository_name.empty() ? registry_arn(registry) : repository_arn(registry, repository_name);
  return fail({.code = ErrorCode::access_denied,
               .reason = "User: arn:aws:iam::" + context.caller.registry.text() + ":user/" +
                         context.caller.user_name + " is not authorized to perform: ecr-public:" +
                         std::string(context.operation) + " on resource: " + resource});
}

}  // namespace

Result<Registry> find_registry(const Context& context,
                               const std::optional<std::string>& registry_id,
                               std::string_view repository_name) {
  const RegistryId& own = context.caller.registry;
  if (registry_id && *registry_id != own.text()) {
    const Result<RegistryId> other = RegistryId::parse(*registry_id);
    if (!other) return std::unexpected(other.error());
    if (repository_name.empty() || context.metadata.find_registry(*other)) {
      return access_denied(context, *other, repository_name);
    }
    return repository_not_found(*other, repository_name);
  }
  std::optional<Registry> registry = context.metadata.find_registry(own);
  if (registry) return *std::move(registry);
  return fail({.code = ErrorCode::registry_not_found, .registry = own.text()});
}

Result<Repository> find_repository(const Context& context,
                                   const std::optional<std::string>& registry_id,
                                   std::string_view repository_name) {
  const Result<RepositoryName> name = RepositoryName::parse(repository_name);
  if (!name) return std::unexpected(name.error());
  const Result<Registry> registry = find_registry(context, registry_id, repository_name);
  if (!registry) return std::unexpected(registry.error());
  std::optional<Repository> repository = context.metadata.find_repository(registry->id, *name);
  if (!repository) return repository_not_found(registry->id, repository_name);
  return *std::move(repository);
}

Failure repository_not_found(const RegistryId& registry, std::string_view repository_name) {
  return fail({.code = ErrorCode::repository_not_found,
               .registry = registry.text(),
               .repository = std::string(repository_name)});
}

Failure invalid_parameter(std::string_view member, std::string_view reason) {
  return fail({.code = ErrorCode::invalid_parameter,
               .subject = std::string(member),
               .reason = std::string(reason)});
}

}  // namespace berth::aws
