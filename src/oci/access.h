// Access to repositories: everyone may read; for writes, policies decide, in terms of the
// ecr-public operations that a write stands for.
#pragma once

#include <cstdint>
#include <string_view>

#include "auth/authenticator.h"
#include "http/message.h"
#include "oci/route.h"
#include "plane/services.h"
#include "registry/values/model.h"

namespace berth::oci {

// The ecr-public operation that a request stands for; empty: a read, which is never denied.
// docs.aws.amazon.com/AmazonECR/latest/public/public-repository-policies.html names them for a
// push.
namespace action {
inline constexpr std::string_view kRead = {};
inline constexpr std::string_view kInitiateUpload = "InitiateLayerUpload";
inline constexpr std::string_view kUploadPart = "UploadLayerPart";
inline constexpr std::string_view kCompleteUpload = "CompleteLayerUpload";
inline constexpr std::string_view kPutImage = "PutImage";
inline constexpr std::string_view kDelete = "BatchDeleteImage";
inline constexpr std::string_view kCreateRepository = "CreateRepository";
inline constexpr std::string_view kListRepositories = "DescribeRepositories";
}  // namespace action

// The meaning of a first path component that is not the alias of any registry.
enum class UnknownAliases : std::uint8_t {
  name_nothing,
  mean_the_first_registry,  // for an emulator, which gets images under any name
};

// Reads the <name> of OCI. With UnknownAliases::mean_the_first_registry, a name without a known
// alias, or with a single component, belongs to the first registry. Errors as for
// parse_repository_path().
Result<RepositoryPath> read_repository_path(AccountReads& accounts, std::string_view name,
                                            UnknownAliases unknown_aliases);

// Finds the repository for this caller. Errors: unauthenticated (an anonymous caller, not a read),
// access_denied, repository_not_found with the alias as its registry.
Result<Repository> find_repository(const auth::Authorizer& authorizer, Reads& reads,
                                   const RepositoryPath& path, const auth::Caller& caller,
                                   const auth::Circumstances& circumstances,
                                   std::string_view action);

// The same, but creates a missing repository if the caller may do so, and then renews `reads`.
// Never for reads. `head`: of the request.
Result<Repository> find_or_create_repository(const plane::Services& services, Reads& reads,
                                             const RepositoryPath& path, const auth::Caller& caller,
                                             const http::RequestHead& head,
                                             const auth::Circumstances& circumstances,
                                             std::string_view action);

}  // namespace berth::oci
