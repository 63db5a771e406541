// The contract of every account store: accounts.
#include <set>

#include "contract/metadata_store_contract.h"

namespace berth {

using testing::ElementsAre;
using testing::IsEmpty;

namespace {

const RegistryId kOther = *RegistryId::parse("999999999999");

ErrorCode code_of(const Result<void>& result) {
  EXPECT_FALSE(result);
  return result ? ErrorCode() : result.error().code;
}

RegistryAlias alias_named(std::string_view text) {
  return *RegistryAlias::parse(text);
}

}  // namespace

TEST_P(MetadataStoreContract, KeepsARegistryWithItsAdministrator) {
  reopen();
  const auto registry = accounts().find_registry(account());
  ASSERT_TRUE(registry);
  EXPECT_EQ(registry->alias, alias());
  EXPECT_EQ(registry->created_at, at(1));
  EXPECT_EQ(accounts().find_registry(alias())->id, account());
  EXPECT_EQ(accounts().list_registries().size(), 1U);
  const auto found = accounts().find_access_key("AKIDEXAMPLE");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->principal.registry, account());
  EXPECT_EQ(found->principal.user_name, "admin");
  EXPECT_EQ(found->sealed_secret, key(account(), "AKIDEXAMPLE").sealed_secret);
  EXPECT_EQ(found->created_at, at(2));
  EXPECT_TRUE(accounts().find_user(account(), "admin"));
  EXPECT_THAT(accounts().list_user_policies(account(), "admin"),
              ElementsAre(UserPolicy{.name = "all", .document = ""}));
}

TEST_P(MetadataStoreContract, ListsRegistriesByAge) {
  const RegistryId lower = *RegistryId::parse("000000000001");
  const Registry registry{.id = lower, .alias = alias_named("lower"), .created_at = at(9)};
  ASSERT_TRUE(accounts().create_registry(registry, key(lower, "AKIDLOWER"), {}, {}));
  const auto listed = accounts().list_registries();
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed.front().id, account());
}

TEST_P(MetadataStoreContract, FindsNoMissingRegistryOrKey) {
  EXPECT_FALSE(accounts().find_registry(kOther));
  EXPECT_FALSE(accounts().find_registry(alias_named("other")));
  EXPECT_FALSE(accounts().find_access_key("AKIDOTHER"));
}

TEST_P(MetadataStoreContract, RefusesIdsAliasesAndKeysThatAreTaken) {
  const auto code = [&](const RegistryId& id, std::string_view alias, std::string_view key_id) {
    const Registry registry{.id = id, .alias = alias_named(alias), .created_at = at(1)};
    return code_of(accounts().create_registry(registry, key(id, key_id), {}, {}));
  };
  EXPECT_EQ(code(account(), "other", "AKIDOTHER"), ErrorCode::account_entry_exists);
  EXPECT_EQ(code(kOther, "acme", "AKIDOTHER"), ErrorCode::account_entry_exists);
  EXPECT_EQ(code(kOther, "other", "AKIDEXAMPLE"), ErrorCode::account_entry_exists);
  EXPECT_EQ(accounts().list_registries().size(), 1U);
  EXPECT_FALSE(accounts().find_access_key("AKIDOTHER"));
  EXPECT_FALSE(accounts().find_registry(alias_named("other")));
}

TEST_P(MetadataStoreContract, FindsARepositoryByEveryAliasAndShowsThePrimaryOne) {
  create("web");
  ASSERT_TRUE(accounts().add_alias(account(), alias_named("custom"), {.at = at(5)}));
  EXPECT_EQ(store().find_repository(alias_named("custom"), name("web"))->alias, alias());
  ASSERT_TRUE(accounts().set_primary_alias(account(), alias_named("custom"), {}));
  reopen();
  for (const std::string_view text : {"acme", "custom"}) {
    EXPECT_EQ(store().find_repository(alias_named(text), name("web"))->alias,
              alias_named("custom"));
  }
  const auto aliases = accounts().list_aliases(account());
  ASSERT_EQ(aliases.size(), 2U);
  EXPECT_EQ(aliases[0].name, alias());
  EXPECT_EQ(aliases[0].origin, AliasOrigin::given);
  EXPECT_EQ(aliases[0].rank, AliasRank::secondary);
  EXPECT_EQ(aliases[1].origin, AliasOrigin::chosen);
  EXPECT_EQ(aliases[1].rank, AliasRank::primary);
}

TEST_P(MetadataStoreContract, RemovesAnAliasUnlessItIsTheDefaultOrThePrimaryOne) {
  const RegistryAlias custom = alias_named("custom");
  EXPECT_EQ(code_of(accounts().remove_alias(account(), custom, {})),
            ErrorCode::account_entry_not_found);
  EXPECT_EQ(code_of(accounts().set_primary_alias(account(), custom, {})),
            ErrorCode::account_entry_not_found);
  ASSERT_TRUE(accounts().add_alias(account(), custom, {.at = at(5)}));
  EXPECT_EQ(code_of(accounts().add_alias(account(), custom, {.at = at(5)})),
            ErrorCode::account_entry_exists);
  EXPECT_EQ(code_of(accounts().add_alias(kOther, alias_named("third"), {.at = at(5)})),
            ErrorCode::registry_not_found);
  ASSERT_TRUE(accounts().set_primary_alias(account(), custom, {}));
  EXPECT_EQ(code_of(accounts().remove_alias(account(), custom, {})), ErrorCode::alias_fixed);
  EXPECT_EQ(code_of(accounts().remove_alias(account(), alias(), {})), ErrorCode::alias_fixed);
  ASSERT_TRUE(accounts().set_primary_alias(account(), alias(), {}));
  ASSERT_TRUE(accounts().remove_alias(account(), custom, {}));
  EXPECT_FALSE(accounts().find_registry(custom));
}

TEST_P(MetadataStoreContract, KeepsTheDisplayNameOfARegistry) {
  EXPECT_EQ(accounts().display_name(account()), "");
  ASSERT_TRUE(accounts().set_display_name(account(), "Acme & Söhne", {}));
  reopen();
  EXPECT_EQ(accounts().display_name(account()), "Acme & Söhne");
  EXPECT_EQ(code_of(accounts().set_display_name(kOther, "x", {})), ErrorCode::registry_not_found);
  EXPECT_EQ(accounts().display_name(kOther).error().code, ErrorCode::registry_not_found);
}

TEST_P(MetadataStoreContract, KeepsUsersWithTheirKeysAndPolicies) {
  const UserPolicy policy{.name = "push", .document = "{}"};
  const AccessKey second{
      .principal = {.registry = account(), .user_name = "ci", .access_key_id = "AKIDCI"},
      .sealed_secret = "sealed",
      .created_at = at(4)};
  EXPECT_EQ(code_of(accounts().create_access_key(second, {})), ErrorCode::account_entry_not_found);
  EXPECT_EQ(code_of(accounts().put_user_policy(account(), "ci", policy, {})),
            ErrorCode::account_entry_not_found);
  const User ci{.registry = account(), .name = "ci", .created_at = at(3)};
  ASSERT_TRUE(accounts().create_user(ci, {}));
  EXPECT_EQ(code_of(accounts().create_user(ci, {})), ErrorCode::account_entry_exists);
  EXPECT_EQ(
      code_of(accounts().create_user({.registry = kOther, .name = "ci", .created_at = {}}, {})),
      ErrorCode::registry_not_found);
  ASSERT_TRUE(accounts().create_access_key(second, {}));
  EXPECT_EQ(code_of(accounts().create_access_key(second, {})), ErrorCode::account_entry_exists);
  ASSERT_TRUE(accounts().put_user_policy(account(), "ci", policy, {}));
  ASSERT_TRUE(accounts().put_user_policy(account(), "ci", {.name = "push", .document = "{1}"}, {}));
  reopen();
  const auto users = accounts().list_users(account());
  ASSERT_EQ(users.size(), 2U);
  EXPECT_EQ(users[1].name, "ci");
  EXPECT_EQ(users[1].created_at, at(3));
  ASSERT_EQ(accounts().list_access_keys(account(), "ci").size(), 1U);
  EXPECT_THAT(accounts().list_user_policies(account(), "ci"),
              ElementsAre(UserPolicy{.name = "push", .document = "{1}"}));
}

TEST_P(MetadataStoreContract, DeletesTheKeysAndPoliciesOfADeletedUser) {
  ASSERT_TRUE(accounts().delete_user(account(), "admin", {}));
  EXPECT_FALSE(accounts().find_access_key("AKIDEXAMPLE"));
  EXPECT_THAT(accounts().list_user_policies(account(), "admin"), IsEmpty());
  EXPECT_EQ(code_of(accounts().delete_user(account(), "admin", {})),
            ErrorCode::account_entry_not_found);
}

TEST_P(MetadataStoreContract, DeletesASingleKeyAndASinglePolicy) {
  ASSERT_TRUE(accounts().delete_access_key("AKIDEXAMPLE", {}));
  EXPECT_FALSE(accounts().find_access_key("AKIDEXAMPLE"));
  EXPECT_EQ(code_of(accounts().delete_access_key("AKIDEXAMPLE", {})),
            ErrorCode::account_entry_not_found);
  ASSERT_TRUE(accounts().delete_user_policy(account(), "admin", "all", {}));
  EXPECT_EQ(code_of(accounts().delete_user_policy(account(), "admin", "all", {})),
            ErrorCode::account_entry_not_found);
  EXPECT_TRUE(accounts().find_user(account(), "admin"));
}

TEST_P(MetadataStoreContract, GivesEveryUserAnIdThatWasNeverUsedBefore) {
  std::set<std::string> ids;
  const auto make = [&](std::string_view user_name) {
    ASSERT_TRUE(accounts().create_user(
        {.registry = account(), .name = std::string(user_name), .created_at = at(3)}, {}));
    const auto user = accounts().find_user(account(), user_name);
    ASSERT_TRUE(user);
    EXPECT_TRUE(UserId::parse(user->id.text()));
    EXPECT_TRUE(ids.insert(std::string(user->id.text())).second) << user_name;
  };
  ids.insert(std::string(accounts().find_user(account(), "admin")->id.text()));
  make("ann");
  make("bob");
  ASSERT_TRUE(accounts().delete_user(account(), "bob", {}));
  EXPECT_FALSE(accounts().find_user(account(), "bob"));
  make("bob");
  reopen();
  EXPECT_FALSE(accounts().find_user(kOther, "bob"));
  for (const User& user : accounts().list_users(account())) {
    EXPECT_TRUE(ids.contains(std::string(user.id.text()))) << user.name;
    EXPECT_EQ(accounts().find_user(account(), user.name)->id, user.id);
  }
  EXPECT_EQ(accounts().find_access_key("AKIDEXAMPLE")->principal.user_id,
            accounts().find_user(account(), "admin")->id);
}

}  // namespace berth
