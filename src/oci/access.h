// Who may do what with a repository: everyone reads; a registry's own principals write.
#pragma once

#include <cstdint>

#include "auth/authenticator.h"
#include "base/clock.h"
#include "oci/route.h"
#include "registry/metadata_store.h"

namespace berth::oci {

enum class Access : std::uint8_t {
  read,
  write,
  push,  // as write; with CreateOnPush, into a repository that is not there yet, too
};

enum class CreateOnPush : std::uint8_t { no, yes };

// The repository of that name, for this caller. Errors: unauthenticated (anonymous, and not a
// read), access_denied, repository_not_found with the alias as its registry.
Result<Repository> find_repository(MetadataStore& metadata, const RepositoryPath& path,
                                   const auth::Caller& caller, Access access);

// The same, made if the caller may and it is not there. Never for reads.
Result<Repository> find_or_create_repository(MetadataStore& metadata, const Clock& clock,
                                             const RepositoryPath& path,
                                             const auth::Caller& caller);

}  // namespace berth::oci
