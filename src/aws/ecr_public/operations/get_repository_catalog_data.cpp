#include "aws/ecr_public/operations/get_repository_catalog_data.h"

#include "aws/ecr_public/access.h"

namespace berth::aws {

Outcome<GetRepositoryCatalogData::Response> GetRepositoryCatalogData::run(const Context& context,
                                                                          const Request& request) {
  const auto repository = admit_to_repository(context, request);
  if (!repository) return failure_of(repository);
  return Response{.catalog_data = describe(
                      context, context.reads.metadata().find_catalog_data(repository->key))};
}

}  // namespace berth::aws
