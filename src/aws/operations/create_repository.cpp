#include "aws/operations/create_repository.h"

#include "aws/addresses.h"

namespace berth::aws {
namespace {

bool has_content(const std::optional<std::string>& text) {
  return text && !text->empty();
}

// Clients send a structure of empty members for "no catalog data".
bool has_content(const CreateRepository::CatalogDataInput& data) {
  return has_content(data.description) || has_content(data.logo_image_blob) ||
         has_content(data.about_text) || has_content(data.usage_text) ||
         !data.architectures.empty() || !data.operating_systems.empty();
}

}  // namespace

Result<CreateRepository::Response> CreateRepository::run(const Context& context,
                                                         const Request& request) {
  // Not to be dropped in silence: what was not stored must not look stored.
  if ((request.catalog_data && has_content(*request.catalog_data)) || !request.tags.empty()) {
    return fail({.code = ErrorCode::unsupported,
                 .reason = "This registry does not store catalog data and resource tags."});
  }
  const Result<RepositoryName> name = RepositoryName::parse(request.repository_name);
  if (!name) return std::unexpected(name.error());
  const Result<Repository> repository =
      context.metadata.create_repository(context.caller.registry, *name, context.clock.now());
  if (!repository) return std::unexpected(repository.error());
  return Response{.repository = describe(*repository, context.host), .catalog_data = {}};
}

}  // namespace berth::aws
