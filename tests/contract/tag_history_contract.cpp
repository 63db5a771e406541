// The contract of every metadata store: the history of tags, and its use.
#include "contract/metadata_store_contract.h"
#include "registry/use_cases/tags.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "actor time: from -> to", with the manifests' contents instead of their digests.
std::string text_of(const TagHistoryEntry& entry) {
  const auto content_of = [](const std::optional<Digest>& digest) -> std::string {
    if (!digest) return "nothing";
    for (const char* content : {"a", "b", "c"}) {
      if (*digest == Digest::of(content)) return content;
    }
    return digest->text();
  };
  return entry.actor + ' ' + std::to_string(to_milliseconds(entry.moved_at)) + ": " +
         content_of(entry.from) + " -> " + content_of(entry.to);
}

std::vector<std::string> history(MetadataStore& store, const Repository& repository,
                                 std::string_view tag) {
  std::vector<std::string> movements;
  for (const auto& entry :
       store.list_tag_history(repository.key, *TagName::parse(tag), kNewestMovement, 1000)) {
    movements.push_back(text_of(entry));
  }
  return movements;
}

Result<TagRollback> roll_back(MetadataStore& store, const Repository& repository,
                              std::string_view tag, std::optional<Digest> to = std::nullopt) {
  return roll_back_tag(store, repository, *TagName::parse(tag), to,
                       {.at = from_milliseconds(10), .user = "eve"});
}

}  // namespace

TEST_P(MetadataStoreContract, RecordsEachMovementOfATag) {
  const Repository web = create("web");
  push(web, image("a"), tag("latest"), 1);
  push(web, image("b"), tag("latest"), 2);
  push(web, image("b"), tag("v1"), 3);
  ASSERT_TRUE(store().delete_tag(web, {.tag = tag("latest")}, {.at = at(4), .user = "cyd"}));
  ASSERT_TRUE(store().delete_image(web, Digest::of("b"), {.at = at(5), .user = "dan"}));
  EXPECT_THAT(history(store(), web, "latest"),
              ElementsAre("cyd 4: b -> nothing", "admin 2: a -> b", "admin 1: nothing -> a"));
  EXPECT_THAT(history(store(), web, "v1"),
              ElementsAre("dan 5: b -> nothing", "admin 3: nothing -> b"));
}

TEST_P(MetadataStoreContract, RecordsNothingForAPushThatMovesNoTag) {
  const Repository web = create("web");
  push(web, image("a"), tag("latest"), 1);
  push(web, image("a"), tag("latest"), 2);
  push(web, image("b"), std::nullopt, 3);
  EXPECT_THAT(history(store(), web, "latest"), ElementsAre("admin 1: nothing -> a"));
}

TEST_P(MetadataStoreContract, ListsTheHistoryOfATagInPages) {
  const Repository web = create("web");
  for (const int time : {1, 2, 3, 4, 5}) {
    push(web, image(time % 2 == 0 ? "b" : "a"), tag("latest"), time);
    push(web, image("c"), tag("tag-" + std::to_string(time)), time);
  }
  std::vector<std::size_t> sizes;
  std::vector<std::int64_t> times;
  std::int64_t before = kNewestMovement;
  for (;;) {
    const auto page = store().list_tag_history(web.key, tag("latest"), before, 2);
    if (page.empty()) break;
    sizes.push_back(page.size());
    for (const auto& entry : page) times.push_back(to_milliseconds(entry.moved_at));
    before = page.back().sequence;
  }
  EXPECT_THAT(sizes, ElementsAre(2, 2, 1));
  EXPECT_THAT(times, ElementsAre(5, 4, 3, 2, 1));
}

TEST_P(MetadataStoreContract, KeepsTheHistoryOfEachRepositorySeparate) {
  const Repository web = create("web");
  const Repository other = create("other");
  push(web, image("a"), tag("latest"));
  EXPECT_THAT(history(store(), other, "latest"), IsEmpty());
  ASSERT_TRUE(store().delete_repository(web, RepositoryContent::is_deleted_too, {.at = at(9)}));
  EXPECT_THAT(history(store(), create("web"), "latest"), IsEmpty());
}

TEST_P(MetadataStoreContract, MovesATagToAnExistingImage) {
  const Repository web = create("web");
  push(web, image("a"), tag("latest"), 1);
  push(web, image("b"), tag("latest"), 2);
  const auto last =
      store().list_tag_history(web.key, tag("latest"), kNewestMovement, 1).at(0).sequence;
  EXPECT_EQ(store()
                .move_tag(web, tag("latest"), Digest::of("c"), last, {.at = at(3), .user = "eve"})
                .error(),
            (Error{.code = ErrorCode::image_not_found,
                   .registry = "123456789012",
                   .repository = "web",
                   .digest = Digest::of("c").text(),
                   .tag = "latest"}));
  EXPECT_EQ(store()
                .move_tag(web, tag("latest"), Digest::of("b"), last, {.at = at(3), .user = "eve"})
                .value(),
            TagOutcome::unchanged);
  EXPECT_EQ(store()
                .move_tag(web, tag("latest"), Digest::of("a"), last, {.at = at(3), .user = "eve"})
                .value(),
            TagOutcome::moved);
  EXPECT_EQ(store().find_manifest(web.key, tag("latest"))->content, "a");
  EXPECT_EQ(created_at(web, "latest"), at(3));
  EXPECT_THAT(store().find_image(web.key, Digest::of("a"))->tags, ElementsAre("latest"));
  EXPECT_THAT(store().find_image(web.key, Digest::of("b"))->tags, IsEmpty());
  EXPECT_THAT(history(store(), web, "latest"),
              ElementsAre("eve 3: b -> a", "admin 2: a -> b", "admin 1: nothing -> a"));
}

TEST_P(MetadataStoreContract, MovesNoTagThatTheCallerKnowsInAnOlderState) {
  const Repository web = create("web");
  push(web, image("a"), tag("latest"), 1);
  const auto seen =
      store().list_tag_history(web.key, tag("latest"), kNewestMovement, 1).at(0).sequence;
  push(web, image("b"), tag("latest"), 2);
  push(web, image("a"), tag("latest"), 3);  // it points again where the caller saw it
  push(web, image("b"), tag("v1"), 4);
  for (const auto last : {seen, std::int64_t{0}}) {
    EXPECT_EQ(store()
                  .move_tag(web, tag("latest"), Digest::of("b"), last, {.at = at(5), .user = "eve"})
                  .error()
                  .code,
              ErrorCode::image_tag_digest_mismatch);
  }
  EXPECT_EQ(store().find_manifest(web.key, tag("latest"))->content, "a");
}

TEST_P(MetadataStoreContract, MovesNoTagBeyondTheQuotaOrInADeletedRepository) {
  const Repository web = create("web");
  push(web, image("a"), tag("v1"));
  reopen({.tags_per_image = 1});
  EXPECT_EQ(store()
                .move_tag(web, tag("v2"), Digest::of("a"), 0, {.at = at(1), .user = "eve"})
                .error()
                .code,
            ErrorCode::limit_exceeded);
  ASSERT_TRUE(store().delete_repository(web, RepositoryContent::is_deleted_too, {.at = at(9)}));
  EXPECT_EQ(store()
                .move_tag(web, tag("v2"), Digest::of("a"), 0, {.at = at(1), .user = "eve"})
                .error()
                .code,
            ErrorCode::repository_not_found);
}

// --- rollback, the use case of registry/use_cases/tags.h ---

TEST_P(MetadataStoreContract, RollsATagBackToTheImageBeforeItsLastMovement) {
  const Repository web = create("web");
  for (const char* content : {"a", "b", "c"}) push(web, image(content), tag("latest"), 1);
  const auto done = roll_back(store(), web, "latest");
  ASSERT_TRUE(done);
  EXPECT_EQ(done->outcome, TagOutcome::moved);
  EXPECT_EQ(done->from, Digest::of("c"));
  EXPECT_EQ(done->to, Digest::of("b"));
  EXPECT_EQ(done->moved_at, at(10));
  EXPECT_EQ(store().find_manifest(web.key, tag("latest"))->content, "b");
  EXPECT_EQ(history(store(), web, "latest").front(), "eve 10: c -> b");
  ASSERT_TRUE(roll_back(store(), web, "latest"));  // the first one was the last movement
  EXPECT_EQ(store().find_manifest(web.key, tag("latest"))->content, "c");
}

TEST_P(MetadataStoreContract, RollsATagBackToAChosenImage) {
  const Repository web = create("web");
  for (const char* content : {"a", "b", "c"}) push(web, image(content), tag("latest"), 1);
  EXPECT_EQ(roll_back(store(), web, "latest", Digest::of("a"))->outcome, TagOutcome::moved);
  EXPECT_EQ(store().find_manifest(web.key, tag("latest"))->content, "a");
  EXPECT_EQ(roll_back(store(), web, "latest", Digest::of("a"))->outcome, TagOutcome::unchanged);
  EXPECT_EQ(history(store(), web, "latest").size(), 4U);
}

TEST_P(MetadataStoreContract, RollsADeletedTagBack) {
  const Repository web = create("web");
  push(web, image("a"), tag("latest"), 1);
  ASSERT_TRUE(store().delete_tag(web, {.tag = tag("latest")}, {.at = at(2), .user = "cyd"}));
  const auto done = roll_back(store(), web, "latest");
  ASSERT_TRUE(done);
  EXPECT_EQ(done->outcome, TagOutcome::created);
  EXPECT_EQ(done->from, std::nullopt);
  EXPECT_EQ(store().find_manifest(web.key, tag("latest"))->content, "a");
  EXPECT_THAT(tag_names(web), ElementsAre("latest"));
}

TEST_P(MetadataStoreContract, RollsNoTagBackToAMissingImage) {
  const Repository web = create("web");
  const Error unknown{.code = ErrorCode::image_not_found,
                      .registry = "123456789012",
                      .repository = "web",
                      .tag = "latest"};
  EXPECT_EQ(roll_back(store(), web, "latest").error(), unknown);
  push(web, image("a"), std::nullopt);
  EXPECT_EQ(roll_back(store(), web, "latest", Digest::of("a")).error(), unknown);
  push(web, image("a"), tag("latest"));
  Error first = unknown;
  first.code = ErrorCode::tag_without_past;
  EXPECT_EQ(roll_back(store(), web, "latest").error(), first);
  push(web, image("b"), tag("latest"));
  ASSERT_TRUE(store().delete_image(web, Digest::of("a"), {.at = at(2), .user = "cyd"}));
  Error gone = unknown;
  gone.digest = Digest::of("a").text();
  EXPECT_EQ(roll_back(store(), web, "latest").error(), gone);
  EXPECT_EQ(store().find_manifest(web.key, tag("latest"))->content, "b");
}

}  // namespace berth
