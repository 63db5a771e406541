// The contract of every metadata store: tags in each order, filtered, and as of a time.
#include <algorithm>
#include <random>
#include <set>

#include "contract/metadata_store_contract.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr TagOrder kOrders[] = {TagOrder::name, TagOrder::newest, TagOrder::version};

// The names of a page; more pages follow if `next` is set.
struct Page {
  std::vector<std::string> names;
  TagListing listing;
};

Page page_of(MetadataStore& store, const Repository& repository, const TagQuery& query) {
  Page page;
  page.listing = store.find_tags(repository.key, query,
                                 [&](const TagView& tag) { page.names.emplace_back(tag.name); });
  return page;
}

// On all pages. A position goes through its text.
std::vector<std::string> all(MetadataStore& store, const Repository& repository, TagQuery query) {
  std::vector<std::string> names;
  for (;;) {
    const Page page = page_of(store, repository, query);
    EXPECT_LE(page.names.size(), query.limit);
    names.insert(names.end(), page.names.begin(), page.names.end());
    if (!page.listing.next) return names;
    query.after = TagPosition::parse(page.listing.next->text()).value();
  }
}

VersionRange range(std::string_view text) {
  return VersionRange::parse(text).value();
}

}  // namespace

TEST_P(MetadataStoreContract, ListsTagsInEachOrder) {
  const Repository web = create("web");
  push(web, image("a"), tag("1.9"), 5);
  push(web, image("a"), tag("1.10-rc.1"), 6);
  push(web, image("a"), tag("1.10"), 6);
  push(web, image("b"), tag("latest"), 7);
  push(web, image("b"), tag("1.9"), 8);  // moves
  push(create("other"), image("a"), tag("2.0"), 9);
  for (const std::size_t limit : {1U, 2U, 4U, 100U}) {
    const auto listed = [&](TagOrder order) {
      return all(store(), web, {.order = order, .limit = limit});
    };
    EXPECT_THAT(listed(TagOrder::name), ElementsAre("1.10", "1.10-rc.1", "1.9", "latest"));
    EXPECT_THAT(listed(TagOrder::newest), ElementsAre("1.9", "latest", "1.10-rc.1", "1.10"));
    EXPECT_THAT(listed(TagOrder::version), ElementsAre("1.10", "1.10-rc.1", "1.9", "latest"));
  }
  ASSERT_TRUE(store().delete_tag(web, {.tag = tag("1.10")}, {.at = at(10), .user = "admin"}));
  EXPECT_THAT(all(store(), web, {.order = TagOrder::version}),
              ElementsAre("1.10-rc.1", "1.9", "latest"));
  EXPECT_THAT(all(store(), web, {.order = TagOrder::newest}),
              ElementsAre("1.9", "latest", "1.10-rc.1"));
}

TEST_P(MetadataStoreContract, ShowsTheImageOfATagInEachOrder) {
  const Repository web = create("web");
  const NewImage content = image("a");
  push(web, content, tag("v1"), 7);
  for (const TagOrder order : kOrders) {
    int count = 0;
    store().find_tags(web.key, {.order = order}, [&](const TagView& found) {
      ++count;
      EXPECT_EQ(found.name, "v1");
      EXPECT_EQ(found.digest, content.digest.text());
      EXPECT_EQ(found.media_type, content.media_type);
      EXPECT_EQ(found.artifact_media_type, content.artifact_media_type);
      EXPECT_EQ(found.size_bytes, 100U);
      EXPECT_EQ(found.image_pushed_at, at(7));
      EXPECT_EQ(found.created_at, at(7));
    });
    EXPECT_EQ(count, 1);
  }
}

TEST_P(MetadataStoreContract, ListsOnlyTagsThatFitInEachOrder) {
  const Repository web = create("web");
  for (const char* text : {"1.25.0", "1.25.3-alpine", "1.26.0", "alpine", "Alpine3.18", "v2"}) {
    push(web, image("a"), tag(text), 5);
  }
  for (const TagOrder order : kOrders) {
    const auto fitting = [&](TagFilter filter) {
      auto names = all(store(), web, {.order = order, .filter = std::move(filter), .limit = 1});
      std::ranges::sort(names);
      return names;
    };
    EXPECT_THAT(fitting({.prefix = "1.25"}), ElementsAre("1.25.0", "1.25.3-alpine"));
    EXPECT_THAT(fitting({.text = "ALPINE"}), ElementsAre("1.25.3-alpine", "Alpine3.18", "alpine"));
    EXPECT_THAT(fitting({.glob = "1.2?.0"}), ElementsAre("1.25.0", "1.26.0"));
    EXPECT_THAT(fitting({.glob = "*alpine"}), ElementsAre("1.25.3-alpine", "alpine"));
    EXPECT_THAT(fitting({.versions = range(">=1.25.3")}),
                ElementsAre("1.25.3-alpine", "1.26.0", "v2"));
    EXPECT_THAT(fitting({.prefix = "1", .text = "5", .glob = "*0", .versions = range("<1.26")}),
                ElementsAre("1.25.0"));
    EXPECT_THAT(fitting({.prefix = "1.25", .glob = "1.26*"}), IsEmpty());
    EXPECT_THAT(fitting({.versions = range(">2 <1")}), IsEmpty());
  }
}

TEST_P(MetadataStoreContract, GoesOnAfterATagThatIsGone) {
  const Repository web = create("web");
  for (const char* text : {"1.0", "1.1", "1.2"}) push(web, image("a"), tag(text), 5);
  for (const TagOrder order : kOrders) {
    TagQuery query{.order = order, .limit = 2};
    const Page first = page_of(store(), web, query);
    const TagName gone = tag(first.names.back());
    ASSERT_TRUE(store().delete_tag(web, {.tag = gone}, {.at = at(6), .user = "admin"}));
    query.after = first.listing.next;
    EXPECT_EQ(page_of(store(), web, query).names.size(), 1U);
    push(web, image("a"), gone, 5);
  }
}

TEST_P(MetadataStoreContract, ReturnsEachTagOnceInEachOrderWhileTagsMove) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 dice(seed);
  const Repository web = create("web");
  constexpr int kTags = 60;
  std::int64_t now = 1;
  std::set<std::string> staying;
  const auto name_of_tag = [](int number) { return "1." + std::to_string(number); };
  for (int i = 0; i < kTags; ++i) push(web, image("a"), tag(name_of_tag(i)), now++);
  for (const TagOrder order : kOrders) {
    TagQuery query{.order = order, .limit = 7};
    std::vector<std::string> listed;
    std::set<std::string> moved;
    do {
      const Page page = page_of(store(), web, query);
      listed.insert(listed.end(), page.names.begin(), page.names.end());
      query.after = page.listing.next;
      const std::string name = name_of_tag(static_cast<int>(dice() % kTags));
      push(web, image(std::to_string(dice() % 3)), tag(name), now++);
      moved.insert(name);
      push(web, image("a"), tag("2." + std::to_string(dice() % 5)), now++);
      (void)store().delete_tag(web, {.tag = tag("2." + std::to_string(dice() % 5))},
                               {.at = at(now++), .user = "admin"});
    } while (query.after);
    for (int i = 0; i < kTags; ++i) {
      const std::string name = name_of_tag(i);
      const auto count = std::ranges::count(listed, name);
      if (order == TagOrder::newest && moved.contains(name)) {
        EXPECT_LE(count, 1) << name;
      } else {
        EXPECT_EQ(count, 1) << name;
      }
    }
  }
}

TEST_P(MetadataStoreContract, ListsTheTagsOfOneImage) {
  const Repository web = create("web");
  for (const char* text : {"1", "1.2", "1.2.3", "latest"}) push(web, image("a"), tag(text), 5);
  push(web, image("b"), tag("2"), 5);
  const Digest digest = image("a").digest;
  EXPECT_THAT(store().list_image_tags(web.key, digest, "", 10),
              ElementsAre("1", "1.2", "1.2.3", "latest"));
  EXPECT_THAT(store().list_image_tags(web.key, digest, "1", 2), ElementsAre("1.2", "1.2.3"));
  EXPECT_THAT(store().list_image_tags(web.key, Digest::of("c"), "", 10), IsEmpty());
  EXPECT_THAT(store().list_image_tags(create("other").key, digest, "", 10), IsEmpty());
}

// --- as of a time ---

TEST_P(MetadataStoreContract, ListsTheTagsThatExistedAtATime) {
  const Repository web = create("web");
  push(web, image("a"), tag("1.0"), 1);
  push(web, image("a"), tag("latest"), 1);
  push(web, image("b"), tag("1.1"), 3);
  push(web, image("b"), tag("latest"), 3);
  ASSERT_TRUE(store().delete_tag(web, {.tag = tag("1.0")}, {.at = at(5), .user = "admin"}));
  ASSERT_TRUE(store().delete_image(web, image("a").digest, {.at = at(6), .user = "admin"}));
  const auto listed = [&](std::int64_t time, const TagFilter& filter = {}) {
    std::vector<std::string> out;
    TagQuery query{.as_of = at(time), .filter = filter, .limit = 1};
    do {
      query.after =
          store()
              .find_tags(web.key, query,
                         [&](const TagView& past) {
                           const bool is_a = past.digest == image("a").digest.text();
                           out.push_back(std::string(past.name) + (is_a ? ">a" : ">b") +
                                         std::to_string(to_milliseconds(past.created_at)));
                           EXPECT_EQ(past.media_type.empty(), is_a);  // it is gone
                           EXPECT_EQ(past.size_bytes, is_a ? 0U : 100U);
                         })
              .next;
    } while (query.after);
    return out;
  };
  EXPECT_THAT(listed(0), IsEmpty());
  EXPECT_THAT(listed(1), ElementsAre("1.0>a1", "latest>a1"));
  EXPECT_THAT(listed(2), ElementsAre("1.0>a1", "latest>a1"));
  EXPECT_THAT(listed(4), ElementsAre("1.0>a1", "1.1>b3", "latest>b3"));
  EXPECT_THAT(listed(5), ElementsAre("1.1>b3", "latest>b3"));
  EXPECT_THAT(listed(4, {.prefix = "1"}), ElementsAre("1.0>a1", "1.1>b3"));
  EXPECT_THAT(listed(4, {.text = "AT"}), ElementsAre("latest>b3"));
  EXPECT_THAT(listed(4, {.versions = range(">1.0")}), ElementsAre("1.1>b3"));
}

TEST_P(MetadataStoreContract, SearchesALongHistoryForThePastInSteps) {
  // As many movements as one request looks at would take seconds here: the position says where to
  // go on, and a position within a history does.
  const Repository web = create("web");
  for (int time = 1; time <= 9; ++time) push(web, image(std::to_string(time)), tag("latest"), time);
  const auto history = store().list_tag_history(web.key, tag("latest"), kNewestMovement, 100);
  for (const TagHistoryEntry& movement : history) {
    std::vector<std::string> found;
    const TagQuery query{.as_of = at(3),
                         .after = TagPosition{.kind = TagPosition::Kind::as_of,
                                              .tag = "latest",
                                              .before_movement = movement.sequence}};
    const TagListing listing = store().find_tags(
        web.key, query, [&](const TagView& past) { found.emplace_back(past.digest); });
    EXPECT_FALSE(listing.next);
    const std::int64_t last = std::min<std::int64_t>(to_milliseconds(movement.moved_at) - 1, 3);
    if (last == 0) {
      EXPECT_THAT(found, IsEmpty());
    } else {
      EXPECT_THAT(found, ElementsAre(image(std::to_string(last)).digest.text()));
    }
  }
}

}  // namespace berth
