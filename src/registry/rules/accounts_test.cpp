#include "registry/rules/accounts.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

const RegistryId kId = *RegistryId::parse("123456789012");
const RegistryAlias kAlias = *RegistryAlias::parse("acme");
const Registry kRegistry{.id = kId, .alias = kAlias, .created_at = {}};
const AccessKey kKey{
    .principal = {.registry = kId, .user_name = "admin", .access_key_id = "AKIDADMIN"},
    .sealed_secret = "",
    .created_at = {}};
const User kUser{.registry = kId, .name = "ann", .created_at = {}};

Error about(ErrorCode code, EntryKind kind, std::string_view name) {
  return {.code = code, .facts = AccountEntry{.kind = kind, .name = std::string(name)}};
}
Error of_registry(Error error) {
  error.registry = kId.text();
  return error;
}
const Error kNoRegistry = of_registry({.code = ErrorCode::registry_not_found});

TEST(AccountRules, ANewRegistryNeedsAnIdAnAliasAndAKeyThatAreNotTaken) {
  const auto refusal = [](const NewRegistryFacts& facts) {
    return check_new_registry(kRegistry, kKey, facts).error();
  };
  constexpr ErrorCode kExists = ErrorCode::account_entry_exists;
  EXPECT_TRUE(check_new_registry(kRegistry, kKey, {}));
  EXPECT_EQ(refusal({.is_id_taken = true, .is_alias_taken = true, .is_key_taken = true}),
            of_registry(about(kExists, EntryKind::account, kId.text())));
  EXPECT_EQ(refusal({.is_alias_taken = true, .is_key_taken = true}),
            of_registry(about(kExists, EntryKind::alias, "acme")));
  EXPECT_EQ(refusal({.is_key_taken = true}), about(kExists, EntryKind::access_key, "AKIDADMIN"));
}

TEST(AccountRules, ANewAliasNeedsARegistryAndANameThatIsNotTaken) {
  EXPECT_TRUE(check_new_alias(kId, kAlias, {.registry_exists = true}));
  EXPECT_EQ(check_new_alias(kId, kAlias, {.is_taken = true}).error(), kNoRegistry);
  EXPECT_EQ(check_new_alias(kId, kAlias, {.registry_exists = true, .is_taken = true}).error(),
            of_registry(about(ErrorCode::account_entry_exists, EntryKind::alias, "acme")));
}

TEST(AccountRules, NoNewAliasIsAnAddressOfTheServerItself) {
  for (const char* name :
       {"v2", "token", "logo", "healthz", "favicon.ico", "robots.txt", "sitemap.xml"}) {
    const RegistryAlias alias = *RegistryAlias::parse(name);
    const Error reserved{
        .code = ErrorCode::name_invalid,
        .facts = InvalidName{
            .name = NameKind::registry_alias, .fault = NameFault::reserved, .text = name}};
    EXPECT_EQ(check_new_alias(kId, alias, {.registry_exists = true}).error(), reserved);
    const Registry registry{.id = kId, .alias = alias, .created_at = {}};
    EXPECT_EQ(check_new_registry(registry, kKey, {}).error(), reserved);
  }
  EXPECT_FALSE(is_reserved_alias("acme"));
  EXPECT_FALSE(is_reserved_alias("logos"));
}

TEST(AccountRules, OnlyAnOwnAliasCanBecomeThePrimaryOne) {
  EXPECT_TRUE(check_primary_alias(kId, kAlias, AliasDetail{.name = kAlias}));
  EXPECT_EQ(check_primary_alias(kId, kAlias, std::nullopt).error(),
            of_registry(about(ErrorCode::account_entry_not_found, EntryKind::alias, "acme")));
}

TEST(AccountRules, TheDefaultAliasAndThePrimaryOneStay) {
  const auto removal = [](AliasOrigin origin, AliasRank rank) {
    return check_alias_removal(kId, kAlias, AliasDetail{kAlias, origin, rank});
  };
  EXPECT_TRUE(removal(AliasOrigin::chosen, AliasRank::secondary));
  const Error fixed = of_registry({.code = ErrorCode::alias_fixed, .subject = "acme"});
  EXPECT_EQ(removal(AliasOrigin::given, AliasRank::secondary).error(), fixed);
  EXPECT_EQ(removal(AliasOrigin::chosen, AliasRank::primary).error(), fixed);
  EXPECT_EQ(check_alias_removal(kId, kAlias, std::nullopt).error(),
            of_registry(about(ErrorCode::account_entry_not_found, EntryKind::alias, "acme")));
}

TEST(AccountRules, ANewUserNeedsARegistryAndANameThatIsNotTaken) {
  EXPECT_TRUE(check_new_user(kUser, {.registry_exists = true}));
  EXPECT_EQ(check_new_user(kUser, {.is_name_taken = true}).error(), kNoRegistry);
  EXPECT_EQ(check_new_user(kUser, {.registry_exists = true, .is_name_taken = true}).error(),
            about(ErrorCode::account_entry_exists, EntryKind::user, "ann"));
}

TEST(AccountRules, ANewKeyNeedsAUserAndAnIdThatIsNotTaken) {
  EXPECT_TRUE(check_new_access_key(kKey, {.user_exists = true}));
  EXPECT_EQ(check_new_access_key(kKey, {.is_id_taken = true}).error(),
            about(ErrorCode::account_entry_not_found, EntryKind::user, "admin"));
  EXPECT_EQ(check_new_access_key(kKey, {.user_exists = true, .is_id_taken = true}).error(),
            about(ErrorCode::account_entry_exists, EntryKind::access_key, "AKIDADMIN"));
}

TEST(AccountRules, WhatIsMissingIsNamed) {
  constexpr ErrorCode kMissing = ErrorCode::account_entry_not_found;
  EXPECT_TRUE(check_user("ann", true));
  EXPECT_EQ(check_registry(kId, false).error(), kNoRegistry);
  EXPECT_EQ(check_user("ann", false).error(), about(kMissing, EntryKind::user, "ann"));
  EXPECT_EQ(check_access_key("AKID", false).error(),
            about(kMissing, EntryKind::access_key, "AKID"));
  EXPECT_EQ(check_user_policy("own", false).error(), about(kMissing, EntryKind::policy, "own"));
}

}  // namespace
}  // namespace berth
