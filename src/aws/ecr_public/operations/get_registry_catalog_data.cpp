#include "aws/ecr_public/operations/get_registry_catalog_data.h"

#include "aws/ecr_public/access.h"

namespace berth::aws {

Outcome<GetRegistryCatalogData::Response> GetRegistryCatalogData::run(const Context& context,
                                                                      const Request&) {
  const auto registry = admit_to_own_registry(context);
  if (!registry) return failure_of(registry);
  auto name = context.reads.accounts().display_name(registry->id);
  if (!name) return failure_of(name);
  Response response;
  if (!name->empty()) response.registry_catalog_data.display_name = *std::move(name);
  return response;
}

}  // namespace berth::aws
