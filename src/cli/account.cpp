// berth account, berth alias
#include <cstdio>

#include "auth/accounts.h"
#include "cli/administration.h"
#include "cli/commands.h"
#include "ops/config.h"

namespace berth::cli {
namespace {

void add_create(CLI::App& parent, int& exit_code) {
  CLI::App* command = parent.add_subcommand(
      "create", "make an account with a registry; prints its administrator's access key");
  struct Options {
    std::string id;
    std::string alias;
    OutputFormat format = OutputFormat::table;
  };
  const auto options = std::make_shared<Options>();
  command->add_option("--id", options->id, "12 digits (default: random)")->type_name("ID");
  command->add_option("--alias", options->alias, "as in HOST/NAME/repository (default: random)")
      ->type_name("NAME");
  add_output_option(*command, options->format);
  on_administration(*command, exit_code, [options](const Administration& admin) -> Result<void> {
    if (!options->id.empty() && !RegistryId::parse(options->id)) {
      return fail(ops::not_taken("--id", RegistryId::kForm, options->id));
    }
    if (!options->alias.empty() && !RegistryAlias::parse(options->alias)) {
      return fail(ops::not_taken("--alias", RegistryAlias::kForm, options->alias));
    }
    const auto account =
        auth::make_account(options->id, options->alias, admin.keys, admin.clock, admin.entropy);
    if (!account) return failure_of(account);
    if (auto stored = auth::store_account(admin.accounts, *account); !stored) return stored;
    if (options->format == OutputFormat::table) {
      std::printf("# account %s, alias %s, user %s\n", account->registry.id.text().c_str(),
                  account->registry.alias.text().c_str(),
                  account->administrator.key.principal.user_name.c_str());
    }
    print_new_key(account->administrator, options->format, account->registry.alias.text());
    return {};
  });
}

void add_list(CLI::App& parent, int& exit_code) {
  CLI::App* command = parent.add_subcommand("list", "all accounts");
  const auto format = std::make_shared<OutputFormat>();
  add_output_option(*command, *format);
  on_administration(*command, exit_code, [format](const Administration& admin) -> Result<void> {
    Listing listing({{"accountId", "ACCOUNT"}, {"alias", "ALIAS"}, {"createdAt", "CREATED"}});
    for (const Registry& registry : admin.accounts.list_registries()) {
      listing.add({registry.id.text(), registry.alias.text(), format_rfc3339(registry.created_at)});
    }
    listing.print(*format);
    return {};
  });
}

void add_alias_list(CLI::App& parent, int& exit_code) {
  const auto format = std::make_shared<OutputFormat>();
  const auto list = [format](const Administration& admin,
                             const RegistryId& account) -> Result<void> {
    Listing listing({{"name", "ALIAS"}, {"origin", "ORIGIN"}, {"rank", "RANK"}});
    for (const AliasDetail& alias : admin.accounts.list_aliases(account)) {
      listing.add({alias.name.text(), alias.origin == AliasOrigin::given ? "default" : "custom",
                   alias.rank == AliasRank::primary ? "primary" : "secondary"});
    }
    listing.print(*format);
    return {};
  };
  CLI::App& command =
      add_account_command(parent, exit_code, "list", "the aliases of an account", list);
  add_output_option(command, *format);
}

using AliasChange = Result<void> (*)(const Administration& admin, const RegistryId& account,
                                     const RegistryAlias& alias);

void add_alias_change(CLI::App& parent, int& exit_code, const char* name, const char* help,
                      AliasChange change) {
  const auto text = std::make_shared<std::string>();
  const auto parse_and_change = [text, change](const Administration& admin,
                                               const RegistryId& account) -> Result<void> {
    const auto alias = RegistryAlias::parse(*text);
    if (!alias) return fail(ops::not_taken("alias", RegistryAlias::kForm, *text));
    return change(admin, account, *alias);
  };
  CLI::App& command = add_account_command(parent, exit_code, name, help, parse_and_change);
  command.add_option("alias", *text, "the alias")->required();
}

}  // namespace

void add_account(CLI::App& command, int& exit_code) {
  CLI::App* account = command.add_subcommand("account", "accounts, each with one registry");
  account->require_subcommand(1);
  add_create(*account, exit_code);
  add_list(*account, exit_code);
}

void add_alias(CLI::App& command, int& exit_code) {
  CLI::App* alias =
      command.add_subcommand("alias", "the names by which images speak of registries");
  alias->require_subcommand(1);
  add_alias_list(*alias, exit_code);
  add_alias_change(
      *alias, exit_code, "add", "give an account a custom alias",
      [](const Administration& admin, const RegistryId& account, const RegistryAlias& name) {
        return admin.accounts.add_alias(account, name, admin.clock.now());
      });
  add_alias_change(
      *alias, exit_code, "primary", "let URIs show this alias of an account",
      [](const Administration& admin, const RegistryId& account, const RegistryAlias& name) {
        return admin.accounts.set_primary_alias(account, name);
      });
  add_alias_change(
      *alias, exit_code, "remove", "take a custom alias away",
      [](const Administration& admin, const RegistryId& account, const RegistryAlias& name) {
        return admin.accounts.remove_alias(account, name);
      });
}

}  // namespace berth::cli
