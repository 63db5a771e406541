// The contract of every metadata store and the account store beside it: readers, which show one
// state of both.
#include <thread>

#include "contract/metadata_store_contract.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> tags_of(MetadataReads& reads, const Repository& repository) {
  std::vector<std::string> names;
  reads.list_tags(repository.key, {}, 1000,
                  [&](const TagView& tag) { names.emplace_back(tag.name); });
  return names;
}

}  // namespace

TEST_P(MetadataStoreContract, ReaderShowsTheStateAtItsFirstRead) {
  const Repository web = create("web");
  push(web, image("a"), tag("v1"));
  const auto reader = store().reader();
  MetadataReads& metadata = reader->metadata();
  EXPECT_THAT(tags_of(metadata, web), ElementsAre("v1"));
  push(web, image("b"), tag("v2"));
  create("other");
  EXPECT_TRUE(
      accounts().create_user({.registry = account(), .name = "ann", .created_at = at(0)}, {}));
  EXPECT_THAT(tags_of(store(), web), ElementsAre("v1", "v2"));

  EXPECT_THAT(tags_of(metadata, web), ElementsAre("v1"));
  EXPECT_FALSE(metadata.find_image(web.key, tag("v2")));
  EXPECT_EQ(metadata.list_repositories(account(), {}, 10).size(), 1U);
  EXPECT_FALSE(reader->accounts().find_user(account(), "ann"));

  reader->renew();
  EXPECT_THAT(tags_of(metadata, web), ElementsAre("v1", "v2"));
  EXPECT_TRUE(metadata.find_image(web.key, tag("v2")));
  EXPECT_EQ(metadata.list_repositories(account(), {}, 10).size(), 2U);
  EXPECT_TRUE(reader->accounts().find_user(account(), "ann"));
}

TEST_P(MetadataStoreContract, ReaderBeginsWithItsFirstRead) {
  const Repository web = create("web");
  const auto reader = store().reader();
  push(web, image("a"), tag("v1"));
  EXPECT_THAT(tags_of(reader->metadata(), web), ElementsAre("v1"));
  push(web, image("a"), tag("v2"));
  EXPECT_THAT(tags_of(reader->metadata(), web), ElementsAre("v1"));
}

TEST_P(MetadataStoreContract, ReadersAreIndependent) {
  const Repository web = create("web");
  const auto early = store().reader();
  EXPECT_THAT(tags_of(early->metadata(), web), IsEmpty());
  push(web, image("a"), tag("v1"));
  const auto late = store().reader();
  EXPECT_THAT(tags_of(late->metadata(), web), ElementsAre("v1"));
  EXPECT_THAT(tags_of(early->metadata(), web), IsEmpty());
}

TEST_P(MetadataStoreContract, ReaderMayChangeItsThread) {
  const Repository web = create("web");
  auto reader = store().reader();
  EXPECT_THAT(tags_of(reader->metadata(), web), IsEmpty());
  push(web, image("a"), tag("v1"));
  std::jthread([&] {
    EXPECT_THAT(tags_of(reader->metadata(), web), IsEmpty());
    reader.reset();
  }).join();
  EXPECT_THAT(tags_of(store(), web), ElementsAre("v1"));
}

TEST_P(MetadataStoreContract, ReaderShowsTheSameAsTheStore) {
  const Repository web = create("web");
  link(web, {.digest = Digest::of("layer"), .size_bytes = 5});
  push(web, image("a"), tag("v1"));
  ASSERT_TRUE(store().put_repository_policy(web, {.text = "{}"}, {}));
  ASSERT_TRUE(store().put_resource_tags(web, {{.key = "team", .value = "blue"}}, {}));
  const auto reader = store().reader();
  MetadataReads& shown = reader->metadata();
  EXPECT_EQ(shown.find_owner(web.key), account());
  EXPECT_EQ(shown.find_repository(account(), name("web"))->key, web.key);
  EXPECT_EQ(shown.find_repository(alias(), name("web"))->key, web.key);
  EXPECT_EQ(shown.measure_repository(web.key),
            (Usage{.images = 1, .tags = 1, .blobs = 1, .blob_bytes = 5, .manifest_bytes = 1}));
  EXPECT_EQ(shown.find_repository_policy(web.key)->text, "{}");
  EXPECT_EQ(shown.list_resource_tags(web.key).size(), 1U);
  EXPECT_TRUE(shown.find_blob(web.key, Digest::of("layer")));
  EXPECT_TRUE(shown.find_layer(web.key, Digest::of("layer")));
  EXPECT_EQ(shown.find_manifest(web.key, tag("v1"))->content, "a");
  EXPECT_EQ(shown.describe_manifest(web.key, tag("v1"))->size_bytes, 1U);
  EXPECT_EQ(shown.list_images(web.key, 0, 10).size(), 1U);
  EXPECT_EQ(shown.list_tag_history(web.key, tag("v1"), kNewestMovement, 10).size(), 1U);
  AccountReads& known = reader->accounts();
  EXPECT_EQ(known.find_registry(alias())->id, account());
  EXPECT_EQ(known.list_registries().size(), accounts().list_registries().size());
  EXPECT_EQ(known.list_aliases(account()).size(), 1U);
  EXPECT_EQ(known.list_users(account()).size(), 1U);
}

}  // namespace berth
