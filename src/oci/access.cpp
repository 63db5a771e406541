#include "oci/access.h"

namespace berth::oci {
namespace {

Failure not_found(const RepositoryPath& path) {
  return fail({.code = ErrorCode::repository_not_found,
               .registry = path.alias.text(),
               .repository = path.repository.text()});
}

}  // namespace

Result<Repository> find_repository(MetadataStore& metadata, const RepositoryPath& path,
                                   const auth::Caller& caller, Access access) {
  if (access != Access::read && !caller) {
    return fail({.code = ErrorCode::unauthenticated, .reason = "writing needs a login"});
  }
  std::optional<Repository> repository = metadata.find_repository(path.alias, path.repository);
  if (!repository) return not_found(path);
  if (access != Access::read && caller->registry != repository->registry) {
    return fail({.code = ErrorCode::access_denied,
                 .reason = "User '" + caller->user_name + "' of registry '" +
                           caller->registry.text() + "' may not write to '" + path.alias.text() +
                           '/' + path.repository.text() + "'"});
  }
  return *std::move(repository);
}

Result<Repository> find_or_create_repository(MetadataStore& metadata, const Clock& clock,
                                             const RepositoryPath& path,
                                             const auth::Caller& caller) {
  auto repository = find_repository(metadata, path, caller, Access::push);
  if (repository || repository.error().code != ErrorCode::repository_not_found) return repository;
  const std::optional<Registry> own = metadata.find_registry(caller->registry);
  if (!own || own->alias != path.alias) return repository;
  auto created = metadata.create_repository(own->id, path.repository, clock.now());
  if (created || created.error().code != ErrorCode::repository_already_exists) return created;
  // Another push made it meanwhile.
  return find_repository(metadata, path, caller, Access::push);
}

}  // namespace berth::oci
