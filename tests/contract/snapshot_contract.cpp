// The contract of every metadata store: one state for one thread.
#include <thread>

#include "contract/metadata_store_contract.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Does what another request may do meanwhile.
void meanwhile(const std::function<void()>& work) {
  std::jthread thread(work);
}

}  // namespace

TEST_P(MetadataStoreContract, SnapshotShowsTheStateAtItsFirstRead) {
  const Repository web = create("web");
  push(web, image("a"), tag("v1"));
  {
    const auto snapshot = store().snapshot();
    EXPECT_THAT(tag_names(web), ElementsAre("v1"));
    meanwhile([&] {
      push(web, image("b"), tag("v2"));
      create("other");
      EXPECT_TRUE(
          accounts().create_user({.registry = account(), .name = "ann", .created_at = at(0)}));
      EXPECT_THAT(tag_names(web), ElementsAre("v1", "v2"));
    });
    EXPECT_THAT(tag_names(web), ElementsAre("v1"));
    EXPECT_FALSE(store().find_image(web.key, tag("v2")));
    EXPECT_THAT(repository_names(), ElementsAre("web"));
    EXPECT_FALSE(accounts().find_user(account(), "ann"));
  }
  EXPECT_THAT(tag_names(web), ElementsAre("v1", "v2"));
  EXPECT_TRUE(store().find_image(web.key, tag("v2")));
  EXPECT_TRUE(accounts().find_user(account(), "ann"));
}

TEST_P(MetadataStoreContract, SnapshotBeginsWithItsFirstRead) {
  const Repository web = create("web");
  const auto snapshot = store().snapshot();
  meanwhile([&] { push(web, image("a"), tag("v1")); });
  EXPECT_THAT(tag_names(web), ElementsAre("v1"));
  meanwhile([&] { push(web, image("a"), tag("v2")); });
  EXPECT_THAT(tag_names(web), ElementsAre("v1"));
}

TEST_P(MetadataStoreContract, NestedSnapshotsShowTheStateOfTheOuterOne) {
  const Repository web = create("web");
  const auto outer = store().snapshot();
  EXPECT_THAT(tag_names(web), IsEmpty());
  {
    const auto inner = store().snapshot();
    meanwhile([&] { push(web, image("a"), tag("v1")); });
    EXPECT_THAT(tag_names(web), IsEmpty());
  }
  EXPECT_THAT(tag_names(web), IsEmpty());
}

TEST_P(MetadataStoreContract, SnapshotForbidsItsThreadToWrite) {
  const Repository web = create("web");
  {
    const auto snapshot = store().snapshot();
    EXPECT_THROW(push(web, image("a")), std::logic_error);
    EXPECT_THROW(create("other"), std::logic_error);
    meanwhile([&] { push(web, image("b")); });
  }
  push(web, image("a"));
  EXPECT_EQ(image_digests(web).size(), 2U);
}

TEST_P(MetadataStoreContract, SnapshotsOfThreadsAreIndependent) {
  const Repository web = create("web");
  const auto snapshot = store().snapshot();
  EXPECT_THAT(tag_names(web), IsEmpty());
  meanwhile([&] {
    push(web, image("a"), tag("v1"));
    const auto later = store().snapshot();
    EXPECT_THAT(tag_names(web), ElementsAre("v1"));
  });
  EXPECT_THAT(tag_names(web), IsEmpty());
}

}  // namespace berth
