#include "aws/operations/describe_registries.h"

#include "aws/access.h"
#include "aws/addresses.h"
#include "aws/paging.h"

namespace berth::aws {

Result<DescribeRegistries::Response> DescribeRegistries::run(const Context& context,
                                                             const Request& request) {
  const Result<Registry> registry = find_registry(context, std::nullopt, {});
  if (!registry) return std::unexpected(registry.error());
  const ListingScope scope{
      .operation = context.operation, .registry = registry->id.text(), .repository = {}};
  const Result<Page> page = read_page(context, scope, request.next_token, request.max_results);
  if (!page) return std::unexpected(page.error());

  RegistryStructure described{.registry_id = registry->id.text(),
                              .registry_arn = registry_arn(registry->id),
                              .registry_uri = registry_uri(context.host, registry->alias),
                              .verified = false,
                              .aliases = {{.name = registry->alias.text(),
                                           .status = "ACTIVE",
                                           .primary_registry_alias = true,
                                           .default_registry_alias = true}}};
  Response response;
  response.registries.push_back(std::move(described));
  return response;
}

}  // namespace berth::aws
