// The contract of the audit: each write that clients can see is recorded in its transaction, with
// its author. registry/ports/audit_store.h
#include "contract/audit_contract.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kOne = Digest::of("one").text();
const std::string kTwo = Digest::of("two").text();

}  // namespace

TEST_P(AuditContract, RecordsWhatIsWrittenAboutRepositories) {
  std::optional<Repository> web;
  NewRepository wanted = new_repository("web", at(3));
  wanted.resource_tags = {{.key = "team", .value = "a"}};
  EXPECT_THAT(recorded_by([&] {
                auto created = store().create_repository(wanted, author_);
                web = *created;
                return created;
              }),
              ElementsAre("CreateRepository acme/web - {}",
                          R"(TagResource acme/web - [{"Key":"team","Value":"a"}])"));
  EXPECT_THAT(recorded_by([&] {
                return store().put_catalog_data(*web, {.description = "new"}, {}, author_);
              }),
              ElementsAre(R"(PutRepositoryCatalogData acme/web {} {"description":"new"})"));
  EXPECT_THAT(recorded_by([&] {
                return store().put_resource_tags(*web, {{.key = "team", .value = "b"}}, author_);
              }),
              ElementsAre(R"(TagResource acme/web [{"Key":"team","Value":"a"}])"
                          R"( [{"Key":"team","Value":"b"}])"));
  EXPECT_THAT(recorded_by([&] { return store().delete_resource_tags(*web, {"team"}, author_); }),
              ElementsAre(R"(UntagResource acme/web [{"Key":"team","Value":"b"}] [])"));
  EXPECT_THAT(
      recorded_by([&] { return store().put_repository_policy(*web, {.text = "{1}"}, author_); }),
      ElementsAre("SetRepositoryPolicy acme/web - {1}"));
  EXPECT_THAT(
      recorded_by([&] { return store().put_repository_policy(*web, {.text = "{2}"}, author_); }),
      ElementsAre("SetRepositoryPolicy acme/web {1} {2}"));
  EXPECT_THAT(recorded_by([&] { return store().delete_repository_policy(*web, author_); }),
              ElementsAre("DeleteRepositoryPolicy acme/web {2} -"));
  const StorageQuota quota{.kind = StorageQuota::Kind::limited, .limit_bytes = 5};
  EXPECT_THAT(recorded_by([&] { return usage().set_quota(*web, quota, author_); }),
              ElementsAre(R"(PutStorageQuota acme/web {} {"limitInBytes":5})"));
  EXPECT_THAT(recorded_by([&] { return usage().set_quota(account(), quota, author_); }),
              ElementsAre(R"(PutStorageQuota 123456789012 {} {"limitInBytes":5})"));
  EXPECT_THAT(recorded_by([&] {
                return store().delete_repository(*web, RepositoryContent::must_be_empty, author_);
              }),
              ElementsAre(R"(DeleteRepository acme/web {"description":"new"} -)"));
}

TEST_P(AuditContract, RecordsWhatIsWrittenAboutImages) {
  Repository web = create("web");
  ASSERT_TRUE(accounts().add_alias(account(), *RegistryAlias::parse("custom"), {}));
  web.alias = *RegistryAlias::parse("custom");  // as a request may name it
  const Blob layer{.digest = Digest::of("layer"), .size_bytes = 5};
  link(web, layer);
  EXPECT_THAT(recorded_by([&] { return store().put_image(push_of(web, "one", {tag("v1")})); }),
              ElementsAre("PutImage acme/web:v1 - " + kOne));
  EXPECT_THAT(recorded_by([&] { return store().put_image(push_of(web, "one", {tag("v1")})); }),
              IsEmpty());
  EXPECT_THAT(recorded_by([&] { return store().put_image(push_of(web, "two", {})); }),
              ElementsAre("PutImage acme/web@" + kTwo + " - " + kTwo));
  EXPECT_THAT(recorded_by([&] { return store().put_image(push_of(web, "two", {tag("v1")})); }),
              ElementsAre("PutImage acme/web:v1 " + kOne + ' ' + kTwo));
  const auto last = store().list_tag_history(web.key, tag("v1"), kNewestMovement, 1);
  EXPECT_EQ(last.at(0).actor, "eve");
  EXPECT_THAT(recorded_by([&] {
                return store().move_tag(web, tag("v1"), Digest::of("one"), last.at(0).sequence,
                                        author_);
              }),
              ElementsAre("MoveTag acme/web:v1 " + kTwo + ' ' + kOne));
  EXPECT_THAT(recorded_by([&] { return store().delete_tag(web, {.tag = tag("v1")}, author_); }),
              ElementsAre("DeleteImage acme/web:v1 " + kOne + " -"));
  push(web, image("two"), tag("v2"));
  EXPECT_THAT(recorded_by([&] {
                return store().delete_tag(
                    web, {.tag = tag("v2"), .untagged = UntaggedImage::is_deleted_too}, author_);
              }),
              ElementsAre("DeleteImage acme/web:v2 " + kTwo + " -",
                          "DeleteImage acme/web@" + kTwo + ' ' + kTwo + " -"));
  push(web, image("one"), tag("v3"));
  EXPECT_THAT(recorded_by([&] { return store().delete_image(web, Digest::of("one"), author_); }),
              ElementsAre("DeleteImage acme/web:v3 " + kOne + " -",
                          "DeleteImage acme/web@" + kOne + ' ' + kOne + " -"));
  EXPECT_THAT(
      recorded_by([&] { return store().unlink_blob(web.key, layer.digest, author_); }),
      ElementsAre("DeleteBlob acme/web@" + layer.digest.text() + R"( {"sizeInBytes":5} -)"));
}

TEST_P(AuditContract, RecordsWhatTheCollectorRemoves) {
  const Repository web = create("web");
  const Blob layer{.digest = Digest::of("layer"), .size_bytes = 5};
  ASSERT_TRUE(store().put_blob(web.key, layer, "layer", at(1)));
  EXPECT_THAT(
      recorded_by([&] { return garbage().unlink_unnamed(at(9), kAll, author_) == 1; }),
      ElementsAre("DeleteBlob acme/web@" + layer.digest.text() + R"( {"sizeInBytes":5} -)"));
  const auto unheld = garbage().list_unheld(at(9), {}, kAll);
  EXPECT_THAT(recorded_by([&] { return garbage().forget_unheld(unheld, author_).count == 1; }),
              ElementsAre("RemoveBlob blob@" + layer.digest.text() + R"( {"sizeInBytes":5} -)"));
  EXPECT_THAT(recorded_by([&] { return garbage().forget_unheld(unheld, author_).count == 0; }),
              IsEmpty());
}

TEST_P(AuditContract, RecordsWhatIsWrittenAboutAccounts) {
  const RegistryId other = *RegistryId::parse("999999999999");
  const RegistryAlias globex = *RegistryAlias::parse("globex");
  const std::string account = "999999999999";
  const std::string user = account + "/user/";
  AccessKey administrator = key(other, "AKIDGLOBEX");
  EXPECT_THAT(
      recorded_by([&] {
        return accounts().create_registry({.id = other, .alias = globex, .created_at = at(9)},
                                          administrator, {.name = "all", .document = ""}, author_);
      }),
      ElementsAre("CreateAccount " + account + R"( - "globex")", "CreateUser " + user + "admin - -",
                  "CreateAccessKey " + user + "admin/key/AKIDGLOBEX - -",
                  "PutUserPolicy " + user + R"(admin/policy/all - {"managedPolicy":"all"})"));
  EXPECT_THAT(recorded_by([&] { return accounts().set_display_name(other, "Globex", author_); }),
              ElementsAre("PutRegistryCatalogData " + account + R"( "" "Globex")"));
  EXPECT_THAT(recorded_by([&] { return accounts().set_display_name(other, "Globex", author_); }),
              IsEmpty());
  EXPECT_THAT(recorded_by([&] {
                return accounts().set_standing(other, RegistryStanding::verified, author_);
              }),
              ElementsAre("PutAccountStanding " + account + R"( "unverified" "verified")"));
  const RegistryAlias custom = *RegistryAlias::parse("custom");
  EXPECT_THAT(recorded_by([&] { return accounts().add_alias(other, custom, author_); }),
              ElementsAre("CreateAlias " + account + "/alias/custom - -"));
  EXPECT_THAT(recorded_by([&] { return accounts().set_primary_alias(other, custom, author_); }),
              ElementsAre("SetPrimaryAlias " + account + R"( "globex" "custom")"));
  ASSERT_TRUE(accounts().set_primary_alias(other, globex, {}));
  EXPECT_THAT(recorded_by([&] { return accounts().remove_alias(other, custom, author_); }),
              ElementsAre("DeleteAlias " + account + "/alias/custom - -"));
  const User ci{.registry = other, .name = "ci", .created_at = at(9)};
  EXPECT_THAT(recorded_by([&] { return accounts().create_user(ci, author_); }),
              ElementsAre("CreateUser " + user + "ci - -"));
  AccessKey own = key(other, "AKIDCI");
  own.principal.user_name = "ci";
  EXPECT_THAT(recorded_by([&] { return accounts().create_access_key(own, author_); }),
              ElementsAre("CreateAccessKey " + user + "ci/key/AKIDCI - -"));
  EXPECT_THAT(recorded_by([&] { return accounts().delete_access_key("AKIDCI", author_); }),
              ElementsAre("DeleteAccessKey " + user + "ci/key/AKIDCI - -"));
  const auto put = [&](std::string_view document) {
    return accounts().put_user_policy(other, "ci", {.name = "p", .document = std::string(document)},
                                      author_);
  };
  EXPECT_THAT(recorded_by([&] { return put("{1}"); }),
              ElementsAre("PutUserPolicy " + user + "ci/policy/p - {1}"));
  EXPECT_THAT(recorded_by([&] { return put("{2}"); }),
              ElementsAre("PutUserPolicy " + user + "ci/policy/p {1} {2}"));
  EXPECT_THAT(recorded_by([&] { return accounts().delete_user_policy(other, "ci", "p", author_); }),
              ElementsAre("DeleteUserPolicy " + user + "ci/policy/p {2} -"));
  ASSERT_TRUE(accounts().create_access_key(own, {}));
  ASSERT_TRUE(put("{3}"));
  EXPECT_THAT(recorded_by([&] { return accounts().delete_user(other, "ci", author_); }),
              ElementsAre("DeleteAccessKey " + user + "ci/key/AKIDCI - -",
                          "DeleteUserPolicy " + user + "ci/policy/p {3} -",
                          "DeleteUser " + user + "ci - -"));
}

TEST_P(AuditContract, RecordsNothingForARefusedWrite) {
  const Repository web = create("web");
  push(web, image("one"), tag("v1"));
  const std::size_t before = all().size();
  EXPECT_FALSE(store().create_repository(new_repository("web", at(3)), author_));
  EXPECT_FALSE(store().delete_repository(web, RepositoryContent::must_be_empty, author_));
  EXPECT_FALSE(store().delete_repository_policy(web, author_));
  EXPECT_FALSE(store().delete_image(web, Digest::of("two"), author_));
  EXPECT_FALSE(store().unlink_blob(web.key, Digest::of("none"), author_));
  EXPECT_FALSE(accounts().delete_user(account(), "nobody", author_));
  EXPECT_FALSE(accounts().delete_access_key("AKIDNONE", author_));
  EXPECT_EQ(all().size(), before);
}

TEST_P(AuditContract, ListsInPagesFromATimeOn) {
  const auto name_alias = [&](std::string_view text, std::int64_t ms) {
    ASSERT_TRUE(accounts().add_alias(account(), *RegistryAlias::parse(text), {.at = at(ms)}));
  };
  name_alias("first", 5000);
  name_alias("second", 7000);
  name_alias("clock-was-set-back", 6000);
  const auto since = [&](std::int64_t ms) {
    Recorded resources;
    std::int64_t last = 0;
    for (auto page = audit().list(at(ms), last, 1); !page.empty();
         page = audit().list(at(ms), last, 1)) {
      EXPECT_GT(page.front().id, last);
      last = page.front().id;
      resources.push_back(page.front().resource.substr(page.front().resource.rfind('/') + 1));
    }
    return resources;
  };
  EXPECT_THAT(since(5000), ElementsAre("first", "second", "clock-was-set-back"));
  EXPECT_THAT(since(6000), ElementsAre("second", "clock-was-set-back"));
  EXPECT_THAT(since(7000), ElementsAre("second"));
  reopen();
  EXPECT_THAT(since(7001), IsEmpty());
}

TEST_P(AuditContract, ExpiresTheOldestEntriesInSteps) {
  const std::size_t before = all().size();  // made at the beginning of time
  ASSERT_GE(before, 2U);
  ASSERT_TRUE(accounts().add_alias(account(), *RegistryAlias::parse("kept"), {.at = at(5000)}));
  EXPECT_EQ(audit().expire(at(5000), 1), 1U);
  EXPECT_EQ(audit().expire(at(5000), kAll), before - 1);
  EXPECT_EQ(audit().expire(at(5000), kAll), 0U);
  ASSERT_EQ(all().size(), 1U);
  EXPECT_EQ(all().front().resource, "123456789012/alias/kept");
  EXPECT_EQ(audit().expire(at(5001), kAll), 1U);
  EXPECT_THAT(all(), IsEmpty());
}

}  // namespace berth
