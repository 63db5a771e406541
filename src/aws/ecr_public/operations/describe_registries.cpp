#include "aws/ecr_public/operations/describe_registries.h"

#include "aws/ecr_public/access.h"
#include "aws/ecr_public/paging.h"
#include "aws/ecr_public/structures.h"
#include "registry/values/arn.h"

namespace berth::aws {

Outcome<DescribeRegistries::Response> DescribeRegistries::run(const Context& context,
                                                              const Request& request) {
  const Result<Registry> registry = admit_to_own_registry(context);
  if (!registry) return failure_of(registry);
  const ListingScope scope{
      .operation = context.operation, .registry = registry->id.text(), .repository = {}};
  const Outcome<Page> page = read_page(context, scope, request.next_token, request.max_results);
  if (!page) return failure_of(page);

  RegistryStructure described{.registry_id = registry->id.text(),
                              .registry_arn = registry_arn(registry->id),
                              .registry_uri = registry_uri(context, registry->alias),
                              .verified = false,
                              .aliases = {}};
  for (const AliasDetail& alias : context.reads.accounts().list_aliases(registry->id)) {
    described.aliases.push_back({.name = alias.name.text(),
                                 .status = "ACTIVE",
                                 .primary_registry_alias = alias.rank == AliasRank::primary,
                                 .default_registry_alias = alias.origin == AliasOrigin::given});
  }
  Response response;
  response.registries.push_back(std::move(described));
  return response;
}

}  // namespace berth::aws
