#include "aws/ecr_public/operations/put_registry_catalog_data.h"

#include "aws/ecr_public/access.h"

namespace berth::aws {

Outcome<PutRegistryCatalogData::Response> PutRegistryCatalogData::run(const Context& context,
                                                                      const Request& request) {
  const auto registry = admit_to_own_registry(context);
  if (!registry) return failure_of(registry);
  const std::string name = request.display_name.value_or("");
  auto set = context.services.accounts.set_display_name(registry->id, name, context.author());
  if (!set) return failure_of(set);
  Response response;
  if (!name.empty()) response.registry_catalog_data.display_name = name;
  return response;
}

}  // namespace berth::aws
