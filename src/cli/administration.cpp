#include "cli/administration.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include "cli/config_options.h"
#include "cli/messages.h"
#include "json/writer.h"
#include "ops/settings.h"
#include "stores/data_opening.h"
#include "stores/open_stores.h"

namespace berth::cli {
namespace {

// How many accounts a message names.
constexpr std::size_t kMaxNamedAccounts = 10;

constexpr Quotas kNoQuotas{.repositories_per_registry = UINT64_MAX,
                           .images_per_repository = UINT64_MAX,
                           .tags_per_image = UINT64_MAX,
                           .parts_per_layer = UINT64_MAX,
                           .layer_size_bytes = UINT64_MAX};

// The account with that id or alias. account_entry_not_found.
Result<Registry> find_account(const Administration& admin, const std::string& id_or_alias) {
  std::optional<Registry> found;
  if (const auto id = RegistryId::parse(id_or_alias)) {
    found = admin.accounts.find_registry(*id);
  } else if (const auto alias = RegistryAlias::parse(id_or_alias)) {
    found = admin.accounts.find_registry(*alias);
  }
  if (found) return *std::move(found);
  return fail({.code = ErrorCode::account_entry_not_found,
               .facts = AccountEntry{.kind = EntryKind::account, .name = id_or_alias}});
}

// For a command that names no account. Refused unless there is exactly one.
Checked<Registry> find_the_only_account(const Administration& admin) {
  const std::vector<Registry> all = admin.accounts.list_registries();
  if (all.size() == 1) return all.front();
  std::string aliases;
  for (std::size_t i = 0; i < std::min(all.size(), kMaxNamedAccounts); ++i) {
    aliases += (i == 0 ? "" : ", ") + all[i].alias.text();
  }
  if (all.size() > kMaxNamedAccounts) aliases += ", ... (`berth account list` lists all)";
  return fail({.subject = "account", .reason = "is required, as there are several: " + aliases});
}

// Parses ALIAS/NAME as in image references. Refused if `path` has another form, or the account does
// not exist.
std::expected<RepositoryPath, Refusal> find_path(const Administration& admin,
                                                 const std::string& path) {
  const auto slash = path.find('/');
  std::string account = path.substr(0, slash);
  const std::string rest = slash == std::string::npos ? "" : path.substr(slash + 1);
  if (account.empty() || rest.empty()) {
    return fail(ops::not_taken("repository", "ALIAS/NAME", path));
  }
  const auto name = RepositoryName::parse(rest);
  if (!name) {
    return fail(ops::not_taken("repository: the name after '" + account + "/'",
                               RepositoryName::kForm, rest));
  }
  const auto registry = find_account(admin, account);
  if (!registry) return failure_of(registry);
  return RepositoryPath{.account = std::move(account), .registry = registry->id, .name = *name};
}

// repository_not_found
Result<Repository> find_repository(const Administration& admin, const RepositoryPath& path) {
  auto repository = admin.metadata.find_repository(path.registry, path.name);
  if (repository) return *std::move(repository);
  return fail({.code = ErrorCode::repository_not_found,
               .registry = path.account,
               .repository = path.name.text()});
}

int run(const ops::Config& config, const std::string& command,
        const std::function<Done(const Administration&)>& body) {
  const auto report = [](const Refusal& refusal) {
    std::fprintf(stderr, "berth: %s\n", refusal.message.c_str());
    return refusal.exit_code;
  };
  auto data = stores::open_for_command(config, stores::KeyNeed::required);
  if (!data) return report(data.error());
  if (!can_record(data->directory)) return kExitUsage;
  const auth::KeyRing keys(*std::move(data->master_key));
  SystemEntropy entropy;
  const SystemClock clock;
  ops::Config unlimited = config;
  unlimited.quotas = kNoQuotas;
  const auto backend = stores::open_metadata(unlimited, StoreRole::beside_a_server);
  std::vector<ops::AdministrativeChange> changed;
  const auto done = body({.accounts = backend->accounts(),
                          .metadata = backend->metadata(),
                          .usage = backend->usage(),
                          .keys = keys,
                          .clock = clock,
                          .entropy = entropy,
                          .changed = changed,
                          .audit = backend->audit()});
  if (!done) return report(done.error());
  return record_changes(data->directory, command, changed) ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

Refusal::Refusal(const Error& error) : message(message_of(error)), exit_code(EXIT_FAILURE) {
  const bool is_usage =
      error.code == ErrorCode::name_invalid || error.code == ErrorCode::alias_fixed;
  if (is_usage) exit_code = kExitUsage;
}

Refusal::Refusal(const Problem& problem) : message(message_of(problem)), exit_code(kExitUsage) {}

bool can_record(const ops::DataDirectory& directory) {
  const auto fit = ops::check_administration_log(directory.administration_log());
  if (!fit) print_config_error(fit.error());
  return fit.has_value();
}

bool record_changes(const ops::DataDirectory& directory, const std::string& command,
                    const std::vector<ops::AdministrativeChange>& changes) {
  const SystemClock clock;
  try {
    for (const ops::AdministrativeChange& change : changes) {
      ops::record_change(directory.administration_log(), clock, command, change);
    }
    return true;
  } catch (const std::system_error& failure) {
    std::fprintf(stderr, "berth: it is done, and could not be recorded: %s\n", failure.what());
    return false;
  }
}

void on_administration(const Command& command, std::function<Done(const Administration&)> body) {
  const auto run_it = [command, body = std::move(body)](const ops::Config& config) {
    return run(config, command.name(), body);
  };
  on_data(command, run_it);
}

Command add_account_command(const Command& parent, const char* name, const char* help,
                            std::function<Done(const Administration&, const RegistryId&)> body,
                            AccountArgument argument) {
  const Command command = parent.add_command(name, help);
  const auto account = std::make_shared<std::string>();
  if (argument == AccountArgument::required) {
    command.add_argument("account", "id or alias", *account);
  } else {
    command.add_optional_argument("account", "id or alias; not needed if there is only one",
                                  *account);
  }
  on_administration(
      command, [account, argument, body = std::move(body)](const Administration& admin) -> Done {
        if (argument == AccountArgument::optional && account->empty()) {
          const auto only = find_the_only_account(admin);
          if (!only) return failure_of(only);
          return body(admin, only->id);
        }
        const auto registry = find_account(admin, *account);
        if (!registry) return failure_of(registry);
        return body(admin, registry->id);
      });
  return command;
}

Command add_path_command(const Command& parent, const char* name, const char* help,
                         std::function<Done(const Administration&, const RepositoryPath&)> body) {
  const Command command = parent.add_command(name, help);
  const auto text = std::make_shared<std::string>();
  command.add_argument("repository", "as images name it: ALIAS/NAME", *text);
  on_administration(command, [text, body = std::move(body)](const Administration& admin) -> Done {
    const auto path = find_path(admin, *text);
    if (!path) return failure_of(path);
    return body(admin, *path);
  });
  return command;
}

Command add_repository_command(const Command& parent, const char* name, const char* help,
                               std::function<Done(const Administration&, const Repository&)> body) {
  const auto find_and_run = [body = std::move(body)](const Administration& admin,
                                                     const RepositoryPath& path) -> Done {
    const auto repository = find_repository(admin, path);
    if (!repository) return failure_of(repository);
    return body(admin, *repository);
  };
  return add_path_command(parent, name, help, find_and_run);
}

std::expected<Target, Refusal> find_target(const Administration& admin, const std::string& text) {
  if (!text.contains('/')) {
    const auto registry = find_account(admin, text);
    if (!registry) return failure_of(registry);
    return Target{.registry = registry->id};
  }
  const auto path = find_path(admin, text);
  if (!path) return failure_of(path);
  auto repository = find_repository(admin, *path);
  if (!repository) return failure_of(repository);
  return Target{.registry = path->registry, .repository = *std::move(repository)};
}

void print_new_key(const auth::NewAccessKey& key, OutputFormat format, std::string_view alias) {
  const Principal& holder = key.key.principal;
  if (format == OutputFormat::table) {
    std::fputs(auth::credentials_text(key).c_str(), stdout);
    return;
  }
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  for (const auto& [name, value] :
       {std::pair<std::string_view, std::string_view>("accountId", holder.registry.text()),
        {"userName", holder.user_name},
        {"accessKeyId", holder.access_key_id},
        {"secretAccessKey", key.secret},
        {"alias", alias}}) {
    if (value.empty()) continue;
    writer.key(name);
    writer.string(value);
  }
  writer.end_object();
  std::puts(out.c_str());
}

}  // namespace berth::cli
