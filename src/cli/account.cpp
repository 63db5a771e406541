// berth account, berth alias
#include <cstdio>

#include "auth/accounts.h"
#include "cli/administration.h"
#include "cli/commands.h"
#include "ops/settings.h"
#include "registry/values/arn.h"

namespace berth::cli {
namespace {

void add_create(const Command& parent) {
  const Command command = parent.add_command(
      "create", "create an account with a registry; prints its administrator's access key");
  struct Options {
    std::string id;
    std::string alias;
    OutputFormat format = OutputFormat::table;
  };
  const auto options = std::make_shared<Options>();
  command.add_option({.name = "--id", .value_name = "ID", .help = "12 digits (default: random)"},
                     options->id);
  command.add_option({.name = "--alias",
                      .value_name = "NAME",
                      .help = "as in HOST/NAME/repository (default: random)"},
                     options->alias);
  add_output_option(command, options->format);
  on_administration(command, [options](const Administration& admin) -> Done {
    if (!options->id.empty() && !RegistryId::parse(options->id)) {
      return fail(ops::not_taken("--id", RegistryId::kForm, options->id));
    }
    if (!options->alias.empty() && !RegistryAlias::parse(options->alias)) {
      return fail(ops::not_taken("--alias", RegistryAlias::kForm, options->alias));
    }
    const auto account =
        auth::make_account(options->id, options->alias, admin.keys, admin.clock, admin.entropy);
    if (!account) return failure_of(account);
    if (auto stored = auth::store_account(admin.accounts, *account, admin.author()); !stored) {
      return failure_of(stored);
    }
    admin.changed.push_back({.resource = registry_arn(account->registry.id),
                             .detail = "alias " + account->registry.alias.text() + ", access key " +
                                       account->administrator.key.principal.access_key_id});
    if (options->format == OutputFormat::table) {
      std::printf("# account %s, alias %s, user %s\n", account->registry.id.text().c_str(),
                  account->registry.alias.text().c_str(),
                  account->administrator.key.principal.user_name.c_str());
    }
    print_new_key(account->administrator, options->format, account->registry.alias.text());
    return {};
  });
}

void add_list(const Command& parent) {
  const Command command = parent.add_command("list", "all accounts");
  const auto format = std::make_shared<OutputFormat>();
  add_output_option(command, *format);
  on_administration(command, [format](const Administration& admin) -> Done {
    Listing listing({{"accountId", "ACCOUNT"}, {"alias", "ALIAS"}, {"createdAt", "CREATED"}});
    for (const Registry& registry : admin.accounts.list_registries()) {
      listing.add({registry.id.text(), registry.alias.text(), format_rfc3339(registry.created_at)});
    }
    listing.print(*format);
    return {};
  });
}

void add_alias_list(const Command& parent) {
  const auto format = std::make_shared<OutputFormat>();
  const auto list = [format](const Administration& admin, const RegistryId& account) -> Done {
    Listing listing({{"name", "ALIAS"}, {"origin", "ORIGIN"}, {"rank", "RANK"}});
    for (const AliasDetail& alias : admin.accounts.list_aliases(account)) {
      listing.add({alias.name.text(), alias.origin == AliasOrigin::given ? "default" : "custom",
                   alias.rank == AliasRank::primary ? "primary" : "secondary"});
    }
    listing.print(*format);
    return {};
  };
  add_output_option(add_account_command(parent, "list", "the aliases of an account", list,
                                        AccountArgument::optional),
                    *format);
}

using AliasChange = Done (*)(const Administration& admin, const RegistryId& account,
                             const RegistryAlias& alias);

void add_alias_change(const Command& parent, const char* name, const char* help,
                      AliasChange change) {
  const auto text = std::make_shared<std::string>();
  const auto parse_and_change = [text, change](const Administration& admin,
                                               const RegistryId& account) -> Done {
    const auto alias = RegistryAlias::parse(*text);
    if (!alias) return fail(ops::not_taken("alias", RegistryAlias::kForm, *text));
    auto changed = change(admin, account, *alias);
    if (changed) {
      admin.changed.push_back({.resource = registry_arn(account), .detail = alias->text()});
    }
    return changed;
  };
  add_account_command(parent, name, help, parse_and_change)
      .add_argument("alias", "the alias", *text);
}

}  // namespace

void add_account(const Command& berth) {
  const Command account = berth.add_group("account", "accounts, each with one registry");
  add_create(account);
  add_list(account);
}

void add_alias(const Command& berth) {
  const Command alias = berth.add_group("alias", "the names of registries in image references");
  add_alias_list(alias);
  add_alias_change(alias, "add", "give an account a custom alias",
                   [](const Administration& admin, const RegistryId& account,
                      const RegistryAlias& name) -> Done {
                     return admin.accounts.add_alias(account, name, admin.author());
                   });
  add_alias_change(alias, "primary", "let URIs show this alias of an account",
                   [](const Administration& admin, const RegistryId& account,
                      const RegistryAlias& name) -> Done {
                     return admin.accounts.set_primary_alias(account, name, admin.author());
                   });
  add_alias_change(alias, "remove", "remove a custom alias",
                   [](const Administration& admin, const RegistryId& account,
                      const RegistryAlias& name) -> Done {
                     return admin.accounts.remove_alias(account, name, admin.author());
                   });
}

}  // namespace berth::cli
