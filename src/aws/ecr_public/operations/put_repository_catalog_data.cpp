#include "aws/ecr_public/operations/put_repository_catalog_data.h"

#include "aws/ecr_public/access.h"

namespace berth::aws {

Outcome<PutRepositoryCatalogData::Response> PutRepositoryCatalogData::run(const Context& context,
                                                                          const Request& request) {
  const auto repository = admit_to_repository(context, request);
  if (!repository) return failure_of(repository);
  auto catalog = read_catalog_data(request.catalog_data);
  if (!catalog) return failure_of(catalog);
  auto put = context.services.metadata.put_catalog_data(*repository, catalog->data, catalog->logo,
                                                        context.author());
  if (!put) return failure_of(put);
  return Response{.catalog_data = describe(context, std::move(catalog->data))};
}

}  // namespace berth::aws
