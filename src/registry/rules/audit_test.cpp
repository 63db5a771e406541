#include "registry/rules/audit.h"

#include <gtest/gtest.h>

#include <set>

namespace berth {
namespace {

const RegistryId kAccount = *RegistryId::parse("123456789012");
const Repository kApp{.registry = kAccount,
                      .alias = *RegistryAlias::parse("acme"),
                      .name = *RepositoryName::parse("app"),
                      .created_at = {}};
const std::string kDigest = Digest::of("one").text();
const std::string kOtherDigest = Digest::of("two").text();

TEST(AuditRules, AResourceHasWhatIsInItAndNotWhatOnlyBeginsLikeIt) {
  const auto is_found = [](std::string_view resource, std::string_view by) {
    return is_about({.resource = std::string(resource)}, by);
  };
  EXPECT_TRUE(is_found("acme/app", "acme/app"));
  EXPECT_TRUE(is_found("acme/app:v1", "acme/app"));
  EXPECT_TRUE(is_found("acme/app@" + kDigest, "acme/app"));
  EXPECT_TRUE(is_found("acme/app/web", "acme/app"));
  EXPECT_TRUE(is_found("acme/app", "acme"));
  EXPECT_FALSE(is_found("acme/apple", "acme/app"));
  EXPECT_FALSE(is_found("acme/app:v10", "acme/app:v1"));
  EXPECT_FALSE(is_found("acme/app", "acme/app:v1"));
  EXPECT_TRUE(is_found("123456789012/user/ci/key/AKID", "123456789012/user/ci"));
}

TEST(AuditRules, ADigestHasTheTagsThatWereMovedToItAndAwayFromIt) {
  const AuditEntry moved{.resource = "acme/app:v1", .before = kDigest, .after = kOtherDigest};
  EXPECT_TRUE(is_about(moved, "acme/app@" + kDigest));
  EXPECT_TRUE(is_about(moved, "acme/app@" + kOtherDigest));
  EXPECT_FALSE(is_about(moved, "acme/app@" + Digest::of("three").text()));
  EXPECT_FALSE(is_about(moved, "acme/other@" + kDigest));
}

TEST(AuditRules, TheUserOfAnAccountIsAnArnAndThatOfThisMachineAName) {
  EXPECT_EQ(user_text({.account = kAccount, .user = "ci"}), "arn:aws:iam::123456789012:user/ci");
  EXPECT_EQ(user_text({.user = "root"}), "root");
}

TEST(AuditRules, TheHistoryOfTagsShowsAnArnOnlyForUsersOfOtherAccounts) {
  const RegistryId other = *RegistryId::parse("210987654321");
  EXPECT_EQ(actor_name(kApp, {.account = kAccount, .user = "ci"}), "ci");
  EXPECT_EQ(actor_name(kApp, {.account = other, .user = "ci"}),
            "arn:aws:iam::210987654321:user/ci");
  EXPECT_EQ(actor_name(kApp, {.user = "root"}), "root");
  EXPECT_EQ(actor_name(kApp, {.user = "root", .shown_as = "ci"}), "ci");
}

TEST(AuditRules, APushRecordsTheTagsThatItMovedOrElseTheNewImage) {
  const TagName v1 = *TagName::parse("v1");
  const TagName v2 = *TagName::parse("v2");
  Push push{.repository = kApp,
            .image = {.digest = Digest::of("one"),
                      .media_type = "",
                      .artifact_media_type = "",
                      .content = "",
                      .layers = {},
                      .children = {}},
            .tags = {v1, v2}};
  const std::vector<std::optional<TagTarget>> before{TagTarget{.digest = Digest::of("two")},
                                                     TagTarget{.digest = Digest::of("one")}};
  const auto moved =
      changes_of("acme/app", push, {.tags = {TagOutcome::moved, TagOutcome::unchanged}}, before);
  ASSERT_EQ(moved.size(), 1U);
  EXPECT_EQ(moved[0].resource, "acme/app:v1");
  EXPECT_EQ(moved[0].before, kOtherDigest);
  EXPECT_EQ(moved[0].after, kDigest);
  push.tags.clear();
  const auto untagged = changes_of("acme/app", push, {.image = ImageOutcome::created}, {});
  ASSERT_EQ(untagged.size(), 1U);
  EXPECT_EQ(untagged[0].resource, "acme/app@" + kDigest);
  EXPECT_TRUE(changes_of("acme/app", push, {.image = ImageOutcome::existed}, {}).empty());
}

TEST(AuditRules, ValuesAreJson) {
  EXPECT_EQ(document_of(CatalogData{.description = "a \"b\"", .architectures = {"x86"}}),
            R"({"description":"a \"b\"","architectures":["x86"]})");
  EXPECT_EQ(document_of(std::vector<ResourceTag>{{.key = "k", .value = "v"}}),
            R"([{"Key":"k","Value":"v"}])");
  EXPECT_EQ(document_of(UserPolicy{.name = "Power", .document = ""}),
            R"({"managedPolicy":"Power"})");
  EXPECT_EQ(text_document("a\"b"), R"("a\"b")");
  EXPECT_EQ(size_document(5), R"({"sizeInBytes":5})");
}

TEST(AuditRules, EveryActionHasANameOfItsOwn) {
  std::set<std::string_view> names;
  constexpr int kActions = static_cast<int>(kLastAuditAction) + 1;
  for (int action = 0; action < kActions; ++action) {
    names.insert(name_of(static_cast<AuditAction>(action)));
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kActions));
}

TEST(AuditRules, IdsGrowWithTheTime) {
  EXPECT_LT(lowest_audit_id(from_milliseconds(1)), lowest_audit_id(from_milliseconds(2)));
  EXPECT_EQ(lowest_audit_id(from_milliseconds(-1)), 0);
  EXPECT_GT(lowest_audit_id(Timestamp::max()), lowest_audit_id(from_milliseconds(1)));
}

}  // namespace
}  // namespace berth
