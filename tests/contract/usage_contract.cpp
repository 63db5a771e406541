// What is stored is counted exactly, whatever is written: registry/ports/usage_store.h as tests.
#include "contract/metadata_store_contract.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t kAll = 1000;

Blob blob(std::string_view content) {
  return {.digest = Digest::of(content), .size_bytes = content.size()};
}

NewImage with_layer(NewImage image, const Blob& layer) {
  image.layers.push_back({.blob = layer, .media_type = "layer"});
  return image;
}

StorageQuota at_most(std::uint64_t limit_bytes) {
  return {.kind = StorageQuota::Kind::limited, .limit_bytes = limit_bytes};
}

constexpr StorageQuota kUnlimited{.kind = StorageQuota::Kind::unlimited};

// The quota that refuses.
UsedQuota refusal_of(const auto& result) {
  EXPECT_FALSE(result);
  if (result || result.error().code != ErrorCode::limit_exceeded) return {};
  return facts_of<UsedQuota>(result.error());
}

std::vector<std::string> names_of(const std::vector<RepositoryUsage>& listed) {
  std::vector<std::string> names;
  for (const RepositoryUsage& usage : listed) names.push_back(usage.repository.name.text());
  return names;
}

}  // namespace

Usage UsageContract::held_by(const Repository& repository) {
  const Usage measured = store().measure_repository(repository.key);
  const auto found = usage().find_usage(repository.key);
  EXPECT_EQ(found ? found->usage : Usage(), measured);
  return measured;
}

TEST_P(UsageContract, FollowsEveryWrite) {
  const Repository web = create("web");
  EXPECT_EQ(held_by(web), Usage());
  ASSERT_TRUE(store().put_blob(web.key, blob("config"), "config", at(0)));
  EXPECT_EQ(held_by(web), (Usage{.blobs = 1, .blob_bytes = 6}));
  ASSERT_TRUE(store().link_blob(web.key, blob("layer"), at(0)));
  EXPECT_EQ(held_by(web), (Usage{.blobs = 2, .blob_bytes = 11}));
  push(web, with_layer(image("one"), blob("layer")), tag("v1"));
  EXPECT_EQ(held_by(web),
            (Usage{.images = 1, .tags = 1, .blobs = 2, .blob_bytes = 11, .manifest_bytes = 3}));
  push(web, image("three"), tag("v1"));  // moves it
  push(web, image("three"), tag("v2"));  // an image that exists already
  EXPECT_EQ(held_by(web),
            (Usage{.images = 2, .tags = 2, .blobs = 2, .blob_bytes = 11, .manifest_bytes = 8}));
  ASSERT_TRUE(store().delete_tag(web, {.tag = tag("v2")}, {.at = at(1), .user = "admin"}));
  EXPECT_EQ(held_by(web).tags, 1U);
  ASSERT_TRUE(
      store().move_tag(web, tag("v3"), Digest::of("one"), 0, {.at = at(1), .user = "admin"}));
  EXPECT_EQ(held_by(web).tags, 2U);
  ASSERT_TRUE(store().delete_tag(web, {.tag = tag("v1"), .untagged = UntaggedImage::is_deleted_too},
                                 {.at = at(1), .user = "admin"}));
  EXPECT_EQ(held_by(web),
            (Usage{.images = 1, .tags = 1, .blobs = 2, .blob_bytes = 11, .manifest_bytes = 3}));
  ASSERT_TRUE(store().delete_image(web, Digest::of("one"), {.at = at(1), .user = "admin"}));
  ASSERT_TRUE(store().unlink_blob(web.key, blob("config").digest, {.at = at(1)}));
  EXPECT_EQ(held_by(web), (Usage{.blobs = 1, .blob_bytes = 5}));
  EXPECT_EQ(garbage().unlink_unnamed(at(2), kAll, {}), 1U);
  EXPECT_EQ(held_by(web), Usage());
  EXPECT_EQ(held_by_registry(), Usage());
}

TEST_P(UsageContract, CountsABlobOnceInEachRepository) {
  const Repository web = create("web");
  const Repository other = create("other");
  for (int times = 0; times < 2; ++times) {
    ASSERT_TRUE(store().put_blob(web.key, blob("config"), "config", at(times)));
    ASSERT_TRUE(store().mount_blob(web.key, other, blob("config").digest, at(times)));
  }
  EXPECT_EQ(held_by(web), (Usage{.blobs = 1, .blob_bytes = 6}));
  EXPECT_EQ(held_by(other), (Usage{.blobs = 1, .blob_bytes = 6}));
  EXPECT_EQ(held_by_registry(), (Usage{.blobs = 2, .blob_bytes = 12}));
  EXPECT_EQ(usage().stored_blobs(), (StoredBlobs{.count = 1, .size_bytes = 6}));
}

TEST_P(UsageContract, CountsABlobOfTheStoreUntilItsBytesAreGone) {
  const Repository web = create("web");
  link(web, blob("layer"));
  ASSERT_TRUE(store().unlink_blob(web.key, blob("layer").digest, {.at = at(1)}));
  garbage().add_unheld(std::vector{blob("lost"), blob("layer")}, at(1));
  garbage().add_unheld(std::vector{blob("lost")}, at(1));
  EXPECT_EQ(usage().stored_blobs(), (StoredBlobs{.count = 2, .size_bytes = 9}));
  link(web, blob("layer"));
  EXPECT_EQ(usage().stored_blobs(), (StoredBlobs{.count = 2, .size_bytes = 9}));
  const auto unheld = garbage().list_unheld(at(2), {}, kAll);
  garbage().forget_unheld(unheld, {});
  garbage().forget_unheld(unheld, {});  // it is forgotten already
  EXPECT_EQ(usage().stored_blobs(), (StoredBlobs{.count = 1, .size_bytes = 5}));
}

TEST_P(UsageContract, ADeletedRepositoryCountsNoMore) {
  const Repository web = create("web");
  const Repository other = create("other");
  link(web, blob("layer"));
  push(web, image("one"), tag("v1"));
  push(other, image("three"), tag("v1"));
  ASSERT_TRUE(store().delete_repository(web, RepositoryContent::is_deleted_too, {.at = at(1)}));
  EXPECT_EQ(held_by(web), Usage());
  EXPECT_FALSE(usage().find_usage(web.key));
  EXPECT_EQ(usage().find_usage(account())->repositories, 1U);
  EXPECT_EQ(held_by_registry(), (Usage{.images = 1, .tags = 1, .manifest_bytes = 5}));
  EXPECT_EQ(usage().stored_blobs(), (StoredBlobs{.count = 1, .size_bytes = 5}));
}

TEST_P(UsageContract, IsListedByRegistryAndByRepository) {
  const Repository web = create("web");
  create("app");
  create("zoo");
  push(web, image("one"));
  const RegistryId second = *RegistryId::parse("210987654321");
  ASSERT_TRUE(accounts().create_registry(
      {.id = second, .alias = *RegistryAlias::parse("second"), .created_at = at(0)},
      key(second, "AKIA2"), {.name = "all", .document = ""}, {}));
  const auto listed = usage().list_repositories(account(), "", 2);
  EXPECT_THAT(names_of(listed), ElementsAre("app", "web"));
  EXPECT_EQ(listed.at(1).usage, (Usage{.images = 1, .manifest_bytes = 3}));
  EXPECT_THAT(names_of(usage().list_repositories(account(), "web", 2)), ElementsAre("zoo"));
  EXPECT_THAT(usage().list_repositories(second, "", 2), IsEmpty());
  const auto registries = usage().list_registries(2);
  ASSERT_EQ(registries.size(), 2U);
  EXPECT_EQ(registries[0].registry.alias, alias());
  EXPECT_EQ(registries[0].repositories, 3U);
  EXPECT_EQ(registries[0].usage, listed.at(1).usage);
  EXPECT_EQ(registries[1].registry.id, second);
  EXPECT_EQ(usage().list_registries(1).size(), 1U);
  EXPECT_FALSE(usage().find_usage(*RegistryId::parse("111111111111")));
}

TEST_P(UsageContract, KeepsTheQuotasThatAreSet) {
  const Repository web = create("web");
  EXPECT_EQ(usage().find_usage(web.key)->quota, StorageQuota());
  ASSERT_TRUE(usage().set_quota(web, at_most(0), {}));
  ASSERT_TRUE(usage().set_quota(account(), kUnlimited, {}));
  reopen();
  EXPECT_EQ(usage().find_usage(web.key)->quota, at_most(0));
  EXPECT_EQ(usage().list_repositories(account(), "", 1).at(0).quota, at_most(0));
  EXPECT_EQ(usage().find_usage(account())->quota, kUnlimited);
  ASSERT_TRUE(usage().set_quota(account(), at_most(kMaxStorageQuotaBytes), {}));
  EXPECT_EQ(usage().list_registries(1).at(0).quota, at_most(kMaxStorageQuotaBytes));
  ASSERT_TRUE(usage().set_quota(account(), {}, {}));
  EXPECT_EQ(usage().find_usage(account())->quota, StorageQuota());
  EXPECT_EQ(usage().set_quota(*RegistryId::parse("111111111111"), {}, {}).error().code,
            ErrorCode::registry_not_found);
  ASSERT_TRUE(store().delete_repository(web, RepositoryContent::must_be_empty, {.at = at(0)}));
  EXPECT_EQ(usage().set_quota(web, {}, {}).error().code, ErrorCode::repository_not_found);
}

TEST_P(UsageContract, RefusesWhatWouldExceedAQuota) {
  const Repository web = create("web");
  const Repository source = create("source");
  link(source, blob("layer"));
  link(web, blob("config"));
  reopen({.bytes_per_repository = 10});
  const UsedQuota refused{
      .quota = Quota::storage_per_repository, .limit = 10, .used = 6, .more = 5};
  const Basis before = basis_of_everything();
  EXPECT_EQ(refusal_of(store().link_blob(web.key, blob("layer"), at(0))), refused);
  EXPECT_EQ(refusal_of(store().put_blob(web.key, blob("small"), "small", at(0))), refused);
  EXPECT_EQ(refusal_of(store().check_room(web, 5)), refused);
  const auto mounted = store().mount_blob(source.key, web, blob("layer").digest, at(0));
  EXPECT_EQ(refusal_of(mounted), refused);
  EXPECT_EQ(mounted.error().repository, "web");
  const auto pushed = put(web, image("three"), {tag("v1")});
  EXPECT_EQ(refusal_of(pushed), refused);
  EXPECT_EQ(pushed.error().registry, account().text());
  EXPECT_TRUE(is_current(before));
  EXPECT_EQ(held_by(web), (Usage{.blobs = 1, .blob_bytes = 6}));
  EXPECT_FALSE(garbage().is_held(blob("small").digest));

  EXPECT_TRUE(store().check_room(web, 4));
  ASSERT_TRUE(store().put_blob(web.key, blob("four"), "four", at(0)));  // exactly full
  ASSERT_TRUE(store().put_blob(web.key, blob("four"), "four", at(0)));  // holds it already
  EXPECT_EQ(refusal_of(store().link_blob(web.key, blob("1"), at(0))).used, 10U);
  EXPECT_TRUE(store().check_room(web, 0));
  ASSERT_TRUE(store().unlink_blob(web.key, blob("config").digest, {.at = at(0)}));
  EXPECT_TRUE(put(web, image("three"), {tag("v1")}));
  EXPECT_TRUE(put(web, image("three"), {tag("v2")}));
}

TEST_P(UsageContract, TakesAQuotaOfItsOwnInPlaceOfTheSetting) {
  reopen({.bytes_per_repository = 100, .bytes_per_registry = 8});
  const Repository web = create("web");
  const Repository other = create("other");
  link(web, blob("layer"));
  const UsedQuota refused{.quota = Quota::storage_per_registry, .limit = 8, .used = 5, .more = 4};
  EXPECT_EQ(refusal_of(store().link_blob(other.key, blob("four"), at(0))), refused);
  ASSERT_TRUE(usage().set_quota(account(), at_most(9), {}));
  EXPECT_TRUE(store().link_blob(other.key, blob("four"), at(0)));
  EXPECT_EQ(refusal_of(store().link_blob(other.key, blob("1"), at(0))).limit, 9U);
  ASSERT_TRUE(usage().set_quota(account(), kUnlimited, {}));
  EXPECT_TRUE(store().link_blob(other.key, blob("1"), at(0)));
  ASSERT_TRUE(usage().set_quota(other, at_most(2), {}));  // less than it holds
  EXPECT_EQ(refusal_of(store().link_blob(other.key, blob("22"), at(0))),
            (UsedQuota{.quota = Quota::storage_per_repository, .limit = 2, .used = 5, .more = 2}));
  EXPECT_TRUE(store().link_blob(web.key, blob("22"), at(0)));
  ASSERT_TRUE(usage().set_quota(account(), {}, {}));
  EXPECT_EQ(refusal_of(store().link_blob(web.key, blob("333"), at(0))).limit, 8U);
}

}  // namespace berth
