// Who may do what with a repository: everyone reads; policies say who else may do what, in terms of
// the ecr-public operations that a write stands for.
#pragma once

#include <cstdint>
#include <string_view>

#include "auth/authenticator.h"
#include "base/result.h"
#include "oci/route.h"
#include "plane/services.h"
#include "registry/values/model.h"

namespace berth::oci {

// The operation of ecr-public that a request stands for; empty: a read, which nobody is denied.
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

enum class CreateOnPush : std::uint8_t { no, yes };

// What a first path component means that is the alias of no registry.
enum class UnknownAliases : std::uint8_t {
  name_nothing,
  mean_the_first_registry,  // for an emulator, to which images are pushed under whatever names
};

// Reads the <name> of OCI. With UnknownAliases::mean_the_first_registry it is of the first registry
// if it does not begin with an alias, or has no component but one. Errors as
// parse_repository_path().
Result<RepositoryPath> read_repository_path(const plane::Services& services, std::string_view name,
                                            UnknownAliases unknown_aliases);

// The repository of that name, for this caller. Errors: unauthenticated (anonymous, and not a
// read), access_denied, repository_not_found with the alias as its registry.
Result<Repository> find_repository(const plane::Services& services, const RepositoryPath& path,
                                   const auth::Caller& caller,
                                   const auth::Circumstances& circumstances,
                                   std::string_view action);

// The same, made if the caller may and it is not there. Never for reads.
Result<Repository> find_or_create_repository(const plane::Services& services,
                                             const RepositoryPath& path, const auth::Caller& caller,
                                             const auth::Circumstances& circumstances,
                                             std::string_view action);

}  // namespace berth::oci
