// The context of commands about accounts and tags: the data directory, whether a server is running
// on it or not.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "auth/access_keys.h"
#include "base/problem.h"
#include "cli/command_line.h"
#include "cli/listing.h"
#include "ops/administration_log.h"
#include "ops/data_directory.h"
#include "registry/ports/account_store.h"
#include "registry/ports/audit_store.h"
#include "registry/ports/metadata_store.h"
#include "registry/ports/usage_store.h"

namespace berth::cli {

// Why a command did not do what it was asked to do. Errors of the domain convert, and so do
// problems with what the user gave.
struct Refusal {
  Refusal(const Error& error);
  Refusal(const Problem& problem);

  std::string message;
  int exit_code;  // EXIT_FAILURE, or kExitUsage if a value is invalid
};
using Done = std::expected<void, Refusal>;

struct Administration {
  AccountStore& accounts;
  MetadataStore& metadata;  // without quotas: those are in the server's configuration
  UsageStore& usage;
  const auth::KeyRing& keys;
  const Clock& clock;
  Entropy& entropy;
  // What the body has changed, for the administration log.
  std::vector<ops::AdministrativeChange>& changed;
  AuditStore& audit;

  // Of what the body changes now.
  [[nodiscard]] Author author() const { return {.at = clock.now(), .user = ops::command_user()}; }
};

// Whether changes to the directory can be recorded; if not, prints why. To be asked before anything
// is changed.
bool can_record(const ops::DataDirectory& directory);

// Appends the changes of `command` (Command::name()) to the directory's administration log. On
// failure prints why and returns false. The changes stand.
bool record_changes(const ops::DataDirectory& directory, const std::string& command,
                    const std::vector<ops::AdministrativeChange>& changes);

// Declares the options of on_data() on the command and runs `body` when the command line names it.
// Prints a refusal; kExitUsage, too, if the configuration or the directory is invalid. Without an
// error, records the changes of the body; EXIT_FAILURE, too, if that fails.
void on_administration(const Command& command, std::function<Done(const Administration&)> body);

// optional: may be left out where there is only one account; for a command that has no further
// arguments.
enum class AccountArgument : std::uint8_t { required, optional };

// The same for a new command about an account, which its first argument names by id or alias.
// Further arguments and options can be declared on the returned command.
Command add_account_command(const Command& parent, const char* name, const char* help,
                            std::function<Done(const Administration&, const RegistryId&)> body,
                            AccountArgument argument = AccountArgument::required);

// The name of a repository in a registry; the repository need not exist.
struct RepositoryPath {
  std::string account;  // as given: the id or an alias
  RegistryId registry;
  RepositoryName name;
};
// Likewise, for a command whose first argument is ALIAS/NAME, as in image references.
Command add_path_command(const Command& parent, const char* name, const char* help,
                         std::function<Done(const Administration&, const RepositoryPath&)> body);

// Likewise, about an existing repository.
Command add_repository_command(const Command& parent, const char* name, const char* help,
                               std::function<Done(const Administration&, const Repository&)> body);

// A registry, or one of its repositories.
struct Target {
  RegistryId registry;
  std::optional<Repository> repository = {};
};
// Finds ALIAS or ALIAS/NAME. Refused if `text` has another form, or nothing has that name.
std::expected<Target, Refusal> find_target(const Administration& admin, const std::string& text);

// Prints the new key for its holder: a credentials file, or JSON. It is shown only once. `alias`:
// the alias of the holder's account, for the JSON, if the account is new, too.
void print_new_key(const auth::NewAccessKey& key, OutputFormat format, std::string_view alias = {});

}  // namespace berth::cli
