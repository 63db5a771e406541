#include "oci/access.h"

#include "plane/author.h"

namespace berth::oci {
namespace {

Failure not_found(const RepositoryPath& path) {
  return fail({.code = ErrorCode::repository_not_found,
               .registry = path.alias.text(),
               .repository = path.repository.text()});
}

}  // namespace

Result<RepositoryPath> read_repository_path(AccountReads& accounts, std::string_view name,
                                            UnknownAliases unknown_aliases) {
  auto path = parse_repository_path(name);
  if (unknown_aliases == UnknownAliases::name_nothing) return path;
  if (path && accounts.find_registry(path->alias)) return path;
  const auto registries = accounts.list_registries();
  if (registries.empty()) return path;
  const std::size_t slash = name.find('/');
  auto repository =
      RepositoryName::parse(slash == std::string_view::npos ? name : name.substr(slash + 1));
  if (!repository) return failure_of(repository);
  return RepositoryPath{.alias = registries.front().alias, .repository = *std::move(repository)};
}

Result<Repository> find_repository(const auth::Authorizer& authorizer, Reads& reads,
                                   const RepositoryPath& path, const auth::Caller& caller,
                                   const auth::Circumstances& circumstances,
                                   std::string_view action) {
  const bool is_read = action == action::kRead;
  if (!is_read && !caller) {
    return fail({.code = ErrorCode::unauthenticated});
  }
  std::optional<Repository> repository =
      reads.metadata().find_repository(path.alias, path.repository);
  if (!repository) return not_found(path);
  if (is_read) return *std::move(repository);
  auto allowed = authorizer.authorize(reads, *caller, circumstances, action,
                                      auth::repository_target(*repository));
  if (!allowed) return failure_of(allowed);
  return *std::move(repository);
}

Result<Repository> find_or_create_repository(const plane::Services& services, Reads& reads,
                                             const RepositoryPath& path, const auth::Caller& caller,
                                             const http::RequestHead& head,
                                             const auth::Circumstances& circumstances,
                                             std::string_view action) {
  const auth::Authorizer& authorizer = services.authorizer;
  auto repository = find_repository(authorizer, reads, path, caller, circumstances, action);
  if (repository || repository.error().code != ErrorCode::repository_not_found) return repository;
  const std::optional<Registry> registry = reads.accounts().find_registry(path.alias);
  if (!registry || registry->id != caller->registry) return repository;
  auto allowed =
      authorizer.authorize(reads, *caller, circumstances, action::kCreateRepository,
                           auth::repository_target(registry->id, path.repository.text()));
  if (!allowed) return failure_of(allowed);
  reads.renew();
  const Author author = plane::author_of(head, *caller, Via::oci, services.clock);
  auto created = services.metadata.create_repository(
      {.registry = registry->id, .name = path.repository, .created_at = author.at}, author);
  if (!created && created.error().code != ErrorCode::repository_already_exists) return created;
  // Created now, or by another push meanwhile. A caller that may create it may still not push to
  // it.
  return find_repository(authorizer, reads, path, caller, circumstances, action);
}

}  // namespace berth::oci
