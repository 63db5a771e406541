// berth user, berth key, berth policy
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string_view>
#include <vector>

#include "auth/managed_policies.h"
#include "auth/policy.h"
#include "base/suggestion.h"
#include "cli/administration.h"
#include "cli/commands.h"
#include "registry/values/arn.h"

namespace berth::cli {
namespace {

// The options of these commands, besides the account.
struct UserOptions {
  std::string user;
  std::string policy;
  std::string file;
  OutputFormat format = OutputFormat::table;
};
using Options = std::shared_ptr<UserOptions>;
using Body = Done (*)(const Administration& admin, const RegistryId& account,
                      const UserOptions& options);

enum class Argument : std::uint8_t { user, policy, file, output };

// A command about an account, with further arguments in this order.
void add_command(const Command& parent, const char* name, const char* help,
                 std::initializer_list<Argument> arguments, Body body,
                 AccountArgument account_argument = AccountArgument::required) {
  const auto options = std::make_shared<UserOptions>();
  const Command command = add_account_command(
      parent, name, help,
      [options, body](const Administration& admin, const RegistryId& account) {
        return body(admin, account, *options);
      },
      account_argument);
  for (const Argument argument : arguments) {
    switch (argument) {
      case Argument::user:
        command.add_argument("user", "name of the user", options->user);
        break;
      case Argument::policy:
        command.add_argument("policy", "name of the policy", options->policy);
        break;
      case Argument::file:
        command.add_argument("file", "the policy in JSON; - reads standard input", options->file);
        break;
      case Argument::output:
        add_output_option(command, options->format);
        break;
    }
  }
}

Failure no_user(const UserOptions& options) {
  return fail({.code = ErrorCode::account_entry_not_found,
               .facts = AccountEntry{.kind = EntryKind::user, .name = options.user}});
}

std::unexpected<Problem> invalid(std::string_view what, std::string reason) {
  return fail({.subject = std::string(what), .reason = std::move(reason)});
}

// Returns `done`; unless that is an error, notes that something of the user's was changed.
Done note(Result<void> done, const Administration& admin, const RegistryId& account,
          const UserOptions& options, std::string detail = {}) {
  if (done) {
    admin.changed.push_back(
        {.resource = user_arn(account, options.user), .detail = std::move(detail)});
  }
  return done;
}

// --- berth user ---

Done create_user(const Administration& admin, const RegistryId& account,
                 const UserOptions& options) {
  if (!is_user_name(options.user)) {
    return invalid("user", "must be " + std::string(kUserNameForm));
  }
  const Author author = admin.author();
  return note(admin.accounts.create_user(
                  {.registry = account, .name = options.user, .created_at = author.at}, author),
              admin, account, options);
}

Done list_users(const Administration& admin, const RegistryId& account,
                const UserOptions& options) {
  Listing listing({{"userName", "USER"}, {"createdAt", "CREATED"}});
  for (const User& user : admin.accounts.list_users(account)) {
    listing.add({user.name, format_rfc3339(user.created_at)});
  }
  listing.print(options.format);
  return {};
}

Done delete_user(const Administration& admin, const RegistryId& account,
                 const UserOptions& options) {
  return note(admin.accounts.delete_user(account, options.user, admin.author()), admin, account,
              options);
}

// --- berth key ---

Done create_key(const Administration& admin, const RegistryId& account,
                const UserOptions& options) {
  const auto key =
      auth::make_access_key(account, options.user, admin.keys, admin.clock, admin.entropy);
  auto created = note(admin.accounts.create_access_key(key.key, admin.author()), admin, account,
                      options, key.key.principal.access_key_id);
  if (created) print_new_key(key, options.format);
  return created;
}

Done list_keys(const Administration& admin, const RegistryId& account, const UserOptions& options) {
  if (!admin.accounts.find_user(account, options.user)) return no_user(options);
  Listing listing({{"accessKeyId", "ACCESS KEY"}, {"createdAt", "CREATED"}});
  for (const AccessKey& key : admin.accounts.list_access_keys(account, options.user)) {
    listing.add({key.principal.access_key_id, format_rfc3339(key.created_at)});
  }
  listing.print(options.format);
  return {};
}

void add_delete_key(const Command& parent) {
  const Command command =
      parent.add_command("delete", "revoke an access key, and every login made with it");
  const auto id = std::make_shared<std::string>();
  command.add_argument("key", "id of the access key", *id);
  on_administration(command, [id](const Administration& admin) -> Done {
    const auto key = admin.accounts.find_access_key(*id);
    auto deleted = admin.accounts.delete_access_key(*id, admin.author());
    if (deleted && key) {
      const Principal& holder = key->principal;
      admin.changed.push_back(
          {.resource = user_arn(holder.registry, holder.user_name), .detail = *id});
    }
    return deleted;
  });
}

// --- berth policy ---

Done attach_policy(const Administration& admin, const RegistryId& account,
                   const UserOptions& options) {
  if (auth::find_managed_policy(options.policy) == nullptr) {
    std::vector<std::string_view> names;
    for (const auto& managed : auth::managed_policies()) names.push_back(managed.name);
    return invalid("policy '" + options.policy + "'",
                   "not a managed policy (`berth policy managed` lists them)" +
                       did_you_mean(options.policy, names));
  }
  return note(admin.accounts.put_user_policy(
                  account, options.user, {.name = options.policy, .document = {}}, admin.author()),
              admin, account, options, options.policy);
}

Checked<std::string> read_document(const std::string& file) {
  if (file == "-") return std::string{std::istreambuf_iterator(std::cin), {}};
  if (std::error_code failure; std::filesystem::is_directory(file, failure)) {
    return invalid(file, "is a directory");
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) return invalid(file, "cannot be read");
  return std::string{std::istreambuf_iterator(in), {}};
}

Done put_policy(const Administration& admin, const RegistryId& account,
                const UserOptions& options) {
  if (!is_policy_name(options.policy)) {
    return invalid("policy", "must be " + std::string(kPolicyNameForm));
  }
  if (auth::find_managed_policy(options.policy) != nullptr) {
    return invalid("policy '" + options.policy + "'", "is the name of a managed policy");
  }
  auto document = read_document(options.file);
  if (!document) return failure_of(document);
  if (document->size() > auth::kMaxPolicyBytes) {
    return invalid(options.file,
                   "is longer than " + std::to_string(auth::kMaxPolicyBytes) + " bytes");
  }
  const auto checked = auth::Policy::parse(*document, auth::PolicyKind::identity);
  if (!checked) return invalid(options.file, checked.error().reason);
  return note(admin.accounts.put_user_policy(
                  account, options.user, {.name = options.policy, .document = *std::move(document)},
                  admin.author()),
              admin, account, options, options.policy);
}

Done detach_policy(const Administration& admin, const RegistryId& account,
                   const UserOptions& options) {
  return note(
      admin.accounts.delete_user_policy(account, options.user, options.policy, admin.author()),
      admin, account, options, options.policy);
}

Done list_policies(const Administration& admin, const RegistryId& account,
                   const UserOptions& options) {
  if (!admin.accounts.find_user(account, options.user)) return no_user(options);
  Listing listing({{"policyName", "POLICY"}, {"kind", "KIND"}});
  for (const UserPolicy& policy : admin.accounts.list_user_policies(account, options.user)) {
    listing.add({policy.name, policy.document.empty() ? "managed" : "own"});
  }
  listing.print(options.format);
  return {};
}

Done show_policy(const Administration& admin, const RegistryId& account,
                 const UserOptions& options) {
  for (const UserPolicy& policy : admin.accounts.list_user_policies(account, options.user)) {
    if (policy.name != options.policy) continue;
    const auto* managed = auth::find_managed_policy(policy.name);
    const bool is_managed = policy.document.empty() && managed != nullptr;
    std::puts((is_managed ? std::string(managed->document) : policy.document).c_str());
    return {};
  }
  return fail({.code = ErrorCode::account_entry_not_found,
               .facts = AccountEntry{.kind = EntryKind::policy, .name = options.policy}});
}

void add_managed_policies(const Command& parent) {
  const Command command = parent.add_command("managed", "the policies that AWS manages, by name");
  const auto format = std::make_shared<OutputFormat>();
  add_output_option(command, *format);
  command.on_call([format] {
    Listing listing(std::vector<Listing::Column>{{"policyName", "POLICY"}});
    for (const auto& policy : auth::managed_policies()) listing.add({std::string(policy.name)});
    listing.print(*format);
    return EXIT_SUCCESS;
  });
}

}  // namespace

void add_user(const Command& berth) {
  const Command user = berth.add_group("user", "users of an account");
  add_command(user, "create", "create a user, which may do nothing yet", {Argument::user},
              create_user);
  add_command(user, "list", "the users of an account", {Argument::output}, list_users,
              AccountArgument::optional);
  add_command(user, "delete", "delete a user with its keys and policies", {Argument::user},
              delete_user);
}

void add_key(const Command& berth) {
  const Command key = berth.add_group("key", "access keys of users");
  add_command(key, "create", "create an access key and print it, only this once",
              {Argument::user, Argument::output}, create_key);
  add_command(key, "list", "the access keys of a user", {Argument::user, Argument::output},
              list_keys);
  add_delete_key(key);
}

void add_policy(const Command& berth) {
  const Command policy = berth.add_group("policy", "what users may do");
  add_managed_policies(policy);
  add_command(policy, "attach", "give a user a managed policy", {Argument::user, Argument::policy},
              attach_policy);
  add_command(policy, "put", "give a user a policy of your own, or replace it",
              {Argument::user, Argument::policy, Argument::file}, put_policy);
  add_command(policy, "detach", "detach a policy from a user", {Argument::user, Argument::policy},
              detach_policy);
  add_command(policy, "list", "the policies of a user", {Argument::user, Argument::output},
              list_policies);
  add_command(policy, "show", "the text of a user's policy", {Argument::user, Argument::policy},
              show_policy);
}

}  // namespace berth::cli
