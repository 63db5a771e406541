// berth repository-policy
#include <cstdio>

#include "auth/policy_users.h"
#include "cli/administration.h"
#include "cli/commands.h"
#include "registry/values/arn.h"
#include "registry/values/errors.h"

namespace berth::cli {
namespace {

Done show(const Administration& admin, const Repository& repository) {
  const auto policy = admin.metadata.find_repository_policy(repository.key);
  if (!policy) return fail(about(ErrorCode::repository_policy_not_found, repository));
  std::puts(auth::shown_text(admin.accounts, *policy).c_str());
  return {};
}

Done remove(const Administration& admin, const Repository& repository) {
  auto deleted = admin.metadata.delete_repository_policy(repository, admin.author());
  if (!deleted) return failure_of(deleted);
  admin.changed.push_back(
      {.resource = repository_arn(repository.registry, repository.name.text()), .detail = ""});
  return {};
}

}  // namespace

void add_repository_policy(const Command& berth) {
  const Command policy = berth.add_group(
      "repository-policy", "the policies of repositories, even one that locks everyone out");
  add_repository_command(policy, "show", "the text of a repository's policy", show);
  add_repository_command(policy, "delete", "delete a repository's policy", remove);
}

}  // namespace berth::cli
