#include "aws/ecr_public/operations/create_repository.h"

namespace berth::aws {
namespace {

Result<void> authorize(const Context& context, const RepositoryName& name,
                       const std::vector<ResourceTag>& tags) {
  auth::Target target = auth::repository_target(context.caller.registry, name.text());
  target.request_tags = tags;
  auto allowed = context.authorize(context.operation, target);
  if (!allowed || tags.empty()) return allowed;
  return context.authorize("TagResource", target);
}

}  // namespace

Outcome<CreateRepository::Response> CreateRepository::run(const Context& context,
                                                          const Request& request) {
  auto name = RepositoryName::parse(request.repository_name);
  if (!name) return failure_of(name);
  auto tags = read_resource_tags(request.tags);
  if (!tags) return failure_of(tags);
  if (auto allowed = authorize(context, *name, *tags); !allowed) {
    return failure_of(allowed);
  }
  auto catalog = read_catalog_data(request.catalog_data.value_or(RepositoryCatalogDataInput()));
  if (!catalog) return failure_of(catalog);

  const Author author = context.author();
  const NewRepository wanted{.registry = context.caller.registry,
                             .name = *std::move(name),
                             .created_at = author.at,
                             .catalog_data = std::move(catalog->data),
                             .logo = std::move(catalog->logo),
                             .resource_tags = *std::move(tags)};
  const auto repository = context.services.metadata.create_repository(wanted, author);
  if (!repository) return failure_of(repository);
  return Response{.repository = describe(context, *repository),
                  .catalog_data = describe(context, wanted.catalog_data)};
}

}  // namespace berth::aws
