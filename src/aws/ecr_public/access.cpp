#include "aws/ecr_public/access.h"

#include "aws/ecr_public/messages.h"
#include "registry/values/arn.h"

namespace berth::aws {
namespace {

// For IAM, the listing is an action on repositories, but it names none of them.
constexpr std::string_view kEveryRepository = "*";

Failure registry_not_found(std::string_view id_or_alias) {
  return fail({.code = ErrorCode::registry_not_found, .registry = std::string(id_or_alias)});
}

// nullopt: no such registry exists, or the text is not a valid reference.
std::optional<RegistryId> resolve(const Context& context, std::string_view text,
                                  RegistryReference reference) {
  if (auto id = RegistryId::parse(text)) {
    if (id == context.caller.registry || context.reads.accounts().find_registry(*id)) {
      return *std::move(id);
    }
    return std::nullopt;
  }
  const auto alias = RegistryAlias::parse(text);
  if (reference == RegistryReference::id || !alias) return std::nullopt;
  auto registry = context.reads.accounts().find_registry(*alias);
  if (!registry) return std::nullopt;
  return std::move(registry->id);
}

// The tags that a request sets or removes count for its authorization.
Result<Repository> admit(const Context& context, const RegistryId& registry,
                         const RepositoryName& name, auth::Target target) {
  std::optional<Repository> repository = context.reads.metadata().find_repository(registry, name);
  target.repository = repository ? &*repository : nullptr;
  if (auto allowed = context.authorize(context.operation, target); !allowed) {
    return failure_of(allowed);
  }
  if (!repository) return repository_not_found(registry, name.text());
  return *std::move(repository);
}

}  // namespace

Result<Registry> admit_to_own_registry(const Context& context) {
  const RegistryId& own = context.caller.registry;
  if (auto allowed = context.authorize(context.operation, auth::registry_target(own)); !allowed) {
    return failure_of(allowed);
  }
  std::optional<Registry> registry = context.reads.accounts().find_registry(own);
  if (!registry) return registry_not_found(own.text());
  return *std::move(registry);
}

Outcome<RegistryId> admit_to_repositories(const Context& context,
                                          const std::optional<std::string>& registry_id) {
  auto owner = RegistryId::parse(registry_id ? *registry_id : context.caller.registry.text());
  if (!owner) return failure_of(owner);
  if (auto allowed =
          context.authorize(context.operation, auth::repository_target(*owner, kEveryRepository));
      !allowed) {
    return failure_of(allowed);
  }
  if (!resolve(context, owner->text(), RegistryReference::id)) {
    return invalid_parameter("registryId", messages::kRegistryNotFound);
  }
  return owner;
}

Result<Repository> admit_to_repository(const Context& context,
                                       const std::optional<std::string>& registry,
                                       std::string_view repository_name,
                                       RegistryReference reference) {
  const auto name = RepositoryName::parse(repository_name);
  if (!name) return failure_of(name);
  const std::string_view text = registry ? *registry : context.caller.registry.text();
  const auto owner = resolve(context, text, reference);
  if (!owner && reference == RegistryReference::id_or_alias) return registry_not_found(text);
  if (!owner) {
    return fail({.code = ErrorCode::repository_not_found,
                 .registry = std::string(text),
                 .repository = name->text()});
  }
  return admit(context, *owner, *name, auth::repository_target(*owner, repository_name));
}

Result<Repository> admit_to_resource(const Context& context, std::string_view arn,
                                     std::vector<ResourceTag> request_tags,
                                     std::vector<std::string> request_tag_keys) {
  const auto parsed = parse_repository_arn(arn);
  if (!parsed) return failure_of(parsed);
  if (!resolve(context, parsed->registry.text(), RegistryReference::id)) {
    return repository_not_found(parsed->registry, parsed->repository.text());
  }
  auth::Target target = auth::repository_target(parsed->registry, parsed->repository.text());
  target.request_tags = std::move(request_tags);
  target.request_tag_keys = std::move(request_tag_keys);
  return admit(context, parsed->registry, parsed->repository, std::move(target));
}

Failure repository_not_found(const RegistryId& registry, std::string_view repository_name) {
  return fail({.code = ErrorCode::repository_not_found,
               .registry = registry.text(),
               .repository = std::string(repository_name)});
}

}  // namespace berth::aws
