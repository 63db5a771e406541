// berth repository-policy
#include <iostream>

#include "cli/administration.h"
#include "cli/commands.h"
#include "registry/errors.h"

namespace berth::cli {
namespace {

using Body = Result<void> (*)(const Administration& admin, const Repository& repository);

Result<void> show(const Administration& admin, const Repository& repository) {
  const auto text = admin.metadata.find_repository_policy(repository.key);
  if (!text) return fail(about(ErrorCode::repository_policy_not_found, repository));
  std::cout << *text << '\n';
  return {};
}

Result<void> remove(const Administration& admin, const Repository& repository) {
  auto deleted = admin.metadata.delete_repository_policy(repository);
  if (!deleted) return fail(std::move(deleted.error()));
  return {};
}

void add_command(CLI::App& parent, int& exit_code, const char* name, const char* help, Body body) {
  CLI::App* command = parent.add_subcommand(name, help);
  const auto path = std::make_shared<std::string>();
  command->add_option("repository", *path, "as images name it: ALIAS/NAME")->required();
  on_administration(*command, exit_code, [path, body](const Administration& admin) -> Result<void> {
    const auto repository = find_repository(admin, *path);
    if (!repository) return std::unexpected(repository.error());
    return body(admin, *repository);
  });
}

}  // namespace

void add_repository_policy(CLI::App& command, int& exit_code) {
  CLI::App* policy = command.add_subcommand(
      "repository-policy", "the policies of repositories, also of one that locks everybody out");
  policy->require_subcommand(1);
  add_command(*policy, exit_code, "show", "the text of a repository's policy", show);
  add_command(*policy, exit_code, "delete", "delete a repository's policy", remove);
}

}  // namespace berth::cli
