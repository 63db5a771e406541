#include "aws/operations/put_repository_catalog_data.h"

#include "aws/access.h"

namespace berth::aws {

Result<PutRepositoryCatalogData::Response> PutRepositoryCatalogData::run(const Context& context,
                                                                         const Request& request) {
  const auto repository =
      admit_to_repository(context, request.registry_id, request.repository_name);
  if (!repository) return std::unexpected(repository.error());
  auto catalog = read_catalog_data(request.catalog_data);
  if (!catalog) return fail(std::move(catalog.error()));
  auto put = context.services.metadata.put_catalog_data(*repository, catalog->data, catalog->logo);
  if (!put) return fail(std::move(put.error()));
  return Response{.catalog_data = describe(context, std::move(catalog->data))};
}

}  // namespace berth::aws
