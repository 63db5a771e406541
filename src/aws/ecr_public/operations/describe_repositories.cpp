#include "aws/ecr_public/operations/describe_repositories.h"

#include "aws/ecr_public/access.h"
#include "aws/ecr_public/paging.h"

namespace berth::aws {
namespace {

using Response = DescribeRepositories::Response;

// All of them, or RepositoryNotFoundException for the first that does not exist.
Outcome<Response> describe_named(const Context& context,
                                 const DescribeRepositories::Request& request,
                                 const std::vector<std::string>& names) {
  Response response;
  for (const std::string& name : names) {
    const Result<Repository> repository =
        admit_to_repository(context, request.registry_id, name, RegistryReference::id);
    if (!repository) return failure_of(repository);
    response.repositories.push_back(describe(context, *repository));
  }
  return response;
}

Outcome<Response> describe_page(const Context& context,
                                const DescribeRepositories::Request& request) {
  const auto registry = admit_to_repositories(context, request.registry_id);
  if (!registry) return failure_of(registry);
  const ListingScope scope{
      .operation = context.operation, .registry = registry->text(), .repository = {}};
  const Outcome<Page> page = read_page(context, scope, request.next_token, request.max_results);
  if (!page) return failure_of(page);

  // One more than requested shows whether another page follows.
  const std::vector<Repository> found =
      context.reads.metadata().list_repositories(*registry, page->after, page->limit + 1);
  Response response;
  for (const Repository& repository : found) {
    if (response.repositories.size() == page->limit) {
      response.next_token =
          context.next_tokens.issue(scope, response.repositories.back().repository_name);
      break;
    }
    response.repositories.push_back(describe(context, repository));
  }
  return response;
}

}  // namespace

Outcome<Response> DescribeRepositories::run(const Context& context, const Request& request) {
  if (!request.repository_names) return describe_page(context, request);
  if (auto checked = refuse_paging("repositoryNames", request.next_token, request.max_results);
      !checked) {
    return failure_of(checked);
  }
  return describe_named(context, request, *request.repository_names);
}

}  // namespace berth::aws
