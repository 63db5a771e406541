// The promise of listings: every tag that exists during the whole listing is returned exactly once,
// in order, whatever is pushed, moved or deleted meanwhile.
#include <algorithm>
#include <atomic>
#include <random>
#include <set>
#include <thread>

#include "contract/metadata_store_contract.h"

namespace berth {

namespace {

constexpr int kTags = 300;
constexpr int kWriters = 3;
constexpr int kListings = 25;

std::string random_tag(std::mt19937& dice, std::string_view prefix) {
  return std::string(prefix) + std::to_string(dice() % 5000);
}

}  // namespace

TEST_P(MetadataStoreContract, ListsEachStableTagExactlyOnceUnderConcurrentWrites) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 dice(seed);
  // However many tags a fast store takes during the listings.
  reopen({.tags_per_image = 10'000});
  const Repository web = create("web");
  // Tags that end in "s" stay, though they move from image to image; the tags in between that end
  // in "t" come and go.
  std::set<std::string> staying;
  while (staying.size() < kTags) {
    const std::string text = random_tag(dice, "") + "s";
    staying.insert(text);
    push(web, image("a"), tag(text));
  }
  const std::vector<std::string> moving(staying.begin(), staying.end());

  std::atomic<bool> done = false;
  std::vector<std::jthread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer_seed = dice()] {
      std::mt19937 own_dice(static_cast<std::mt19937::result_type>(writer_seed));
      while (!done) {
        const TagName other = tag(random_tag(own_dice, "") + "t");
        switch (own_dice() % 3) {
          case 0:
            push(web, image("b"), other);
            break;
          case 1:
            (void)store().delete_tag(web, {.tag = other}, {.at = at(0), .user = "admin"});
            break;
          default:
            push(web, image(own_dice() % 2 == 0 ? "a" : "b"),
                 tag(moving[own_dice() % moving.size()]));
        }
      }
    });
  }

  for (int listing = 0; listing < kListings; ++listing) {
    std::vector<std::string> listed;
    for (;;) {
      const std::size_t limit = 1 + dice() % 40;
      const auto page = tag_names(web, listed.empty() ? "" : listed.back(), limit);
      listed.insert(listed.end(), page.begin(), page.end());
      if (page.size() < limit) break;
    }
    EXPECT_TRUE(std::ranges::is_sorted(listed));
    EXPECT_EQ(std::ranges::adjacent_find(listed), listed.end()) << "a tag twice";
    std::erase_if(listed, [](const std::string& text) { return text.back() != 's'; });
    EXPECT_EQ(listed, moving);
  }
  done = true;
}

}  // namespace berth
