// What the commands about accounts and tags work on: the data directory, whether a server runs on
// it or not.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "auth/access_keys.h"
#include "cli/command_line.h"
#include "cli/listing.h"
#include "ops/administration_log.h"
#include "ops/data_directory.h"
#include "registry/ports/account_store.h"
#include "registry/ports/metadata_store.h"

namespace berth::cli {

struct Administration {
  AccountStore& accounts;
  MetadataStore& metadata;  // which holds nobody to quotas: those are the server's configuration
  const auth::KeyRing& keys;
  const Clock& clock;
  Entropy& entropy;
  // What the body has changed, for the administration log.
  std::vector<ops::AdministrativeChange>& changed;
};

// Appends what was changed by `command`, as Command::name() has it, to the directory's
// administration log. False: it could not, which is printed. The changes stand.
bool record_changes(const ops::DataDirectory& directory, const std::string& command,
                    const std::vector<ops::AdministrativeChange>& changes);

// Declares --config and --data-dir on the command and runs `body` when the command line names it.
// An error of the body is printed; then the exit code is EXIT_FAILURE, and kExitUsage if the
// configuration or the directory is no good or a value is not one. Without an error what the body
// changed is recorded; EXIT_FAILURE, too, if that fails.
void on_administration(const Command& command,
                       std::function<Result<void>(const Administration&)> body);

// The same for a new command, about the account that its first argument names by id or alias.
// Further arguments and options can be declared on what it returns.
Command add_account_command(
    const Command& parent, const char* name, const char* help,
    std::function<Result<void>(const Administration&, const RegistryId&)> body);

// A name for a repository of a registry, which may be there or not.
struct RepositoryPath {
  std::string account;  // as it was given: the id or an alias
  RegistryId registry;
  RepositoryName name;
};
// Likewise, about what its first argument names as images do, ALIAS/NAME.
Command add_path_command(
    const Command& parent, const char* name, const char* help,
    std::function<Result<void>(const Administration&, const RepositoryPath&)> body);

// Likewise, about a repository that is there.
Command add_repository_command(
    const Command& parent, const char* name, const char* help,
    std::function<Result<void>(const Administration&, const Repository&)> body);

// The new key, for its holder: a credentials file, or JSON. It is shown this once. `alias`: of his
// account, for the JSON, if that is new, too.
void print_new_key(const auth::NewAccessKey& key, OutputFormat format, std::string_view alias = {});

}  // namespace berth::cli
