// The contract of every metadata store: many concurrent callers.
#include <atomic>
#include <thread>

#include "contract/metadata_store_contract.h"

namespace berth {

namespace {

constexpr int kThreads = 8;
constexpr int kPushes = 40;  // per thread

}  // namespace

TEST_P(MetadataStoreContract, KeepsTheWritesOfManyConcurrentCallers) {
  const Repository web = create("web");
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([this, &web, thread] {
        for (int i = 0; i < kPushes; ++i) {
          const std::string text = std::to_string(thread) + "-" + std::to_string(i);
          push(web, image(text), tag(text));
          // An acknowledged push is visible at once.
          EXPECT_TRUE(store().find_manifest(web.key, tag(text))) << text;
        }
      });
    }
  }
  reopen();
  EXPECT_EQ(tag_names(web).size(), static_cast<std::size_t>(kThreads * kPushes));
  EXPECT_EQ(image_digests(web).size(), static_cast<std::size_t>(kThreads * kPushes));
}

TEST_P(MetadataStoreContract, KeepsNothingOfAFailedCallAmongSuccessfulOnes) {
  const Repository web = create("web");
  NewImage broken = image("broken");
  broken.layers = {{.blob = {.digest = Digest::of("missing"), .size_bytes = 1}}};
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([this, &web, &broken, thread] {
        for (int i = 0; i < kPushes; ++i) {
          const std::string text = std::to_string(thread) + "-" + std::to_string(i);
          if (i % 2 == 0) {
            push(web, image(text), tag(text));
          } else {
            EXPECT_FALSE(put(web, broken, {tag(text)}));
          }
        }
      });
    }
  }
  EXPECT_FALSE(store().find_image(web.key, broken.digest));
  EXPECT_EQ(tag_names(web).size(), static_cast<std::size_t>(kThreads * kPushes / 2));
}

TEST_P(MetadataStoreContract, MountsNoBlobThatIsDeletedMeanwhile) {
  // Whichever comes first, the blob is gone in the end: a mount finds it before that or not at all.
  // The mount is so late that it has something to write.
  const Timestamp late = at(1'000'000);
  const Repository web = create("web");
  for (int i = 0; i < kPushes * 4; ++i) {
    const Blob blob{.digest = Digest::of(std::to_string(i)), .size_bytes = 1};
    link(web, blob);
    {
      const std::jthread deletion(
          [&] { EXPECT_TRUE(store().unlink_blob(web.key, blob.digest, {.at = late})); });
      const std::jthread mount([&] {
        [[maybe_unused]] const auto done = store().mount_blob(web.key, web, blob.digest, late);
      });
    }
    ASSERT_FALSE(store().find_blob(web.key, blob.digest));
  }
}

TEST_P(MetadataStoreContract, CreatesARepositoryOnceForConcurrentCallers) {
  std::atomic<int> created = 0;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([this, &created] {
        if (store().create_repository(new_repository("web", at(0)), {})) ++created;
      });
    }
  }
  EXPECT_EQ(created, 1);
  EXPECT_EQ(repository_names().size(), 1U);
}

TEST_P(MetadataStoreContract, ShowsAnImageAndItsTagsInOneState) {
  // The tag always points at one of two images, so a caller that sees both sees the tag once.
  const Repository web = create("web");
  push(web, image("a"), tag("moving"));
  push(web, image("b"));
  std::atomic<bool> done = false;
  std::jthread mover([&] {
    for (int i = 0; i < kPushes * 4; ++i) push(web, image(i % 2 == 0 ? "b" : "a"), tag("moving"));
    done = true;
  });
  do {
    std::size_t count = 0;
    for (const ImageDetail& found : store().list_images(web.key, 0, 10)) count += found.tags.size();
    ASSERT_EQ(count, 1U);
  } while (!done);
}

}  // namespace berth
