#include "contract/blob_store_contract.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <random>
#include <stdexcept>
#include <thread>

namespace berth {

std::string content_of(const OpenBlob& blob) {
  std::string content(blob.size_bytes, '\0');
  read_at(blob.bytes, /*offset=*/0, std::as_writable_bytes(std::span(content)));
  return content;
}

std::string content_of(const BlobContent& content) {
  if (const auto* bytes = std::get_if<std::string>(&content)) return *bytes;
  return content_of(std::get<OpenBlob>(content));
}

std::vector<StoredUpload> BlobStoreContract::uploads() {
  std::vector<StoredUpload> all;
  std::string position;
  do {
    const UploadPage page = store().list_uploads(position);
    all.insert(all.end(), page.uploads.begin(), page.uploads.end());
    position = page.next;
  } while (!position.empty());
  return all;
}

Timestamp BlobStoreContract::written_at(const UploadKey& key) {
  const auto listed = uploads();
  const auto is_it = [&key](const StoredUpload& upload) {
    return upload.key.repository == key.repository && upload.key.id == key.id;
  };
  return std::ranges::find_if(listed, is_it)->written_at;
}

void BlobStoreContract::reopen() {
  backend_.reset();
  backend_ = GetParam().open(folder_.path(), clock_);
}

void BlobStoreContract::append(UploadWriter& writer, std::string_view text) {
  EXPECT_TRUE(writer.append(std::as_bytes(std::span(text))));
}

void BlobStoreContract::append(const UploadKey& key, std::string_view text) {
  append(*open(key), text);
}

TEST_P(BlobStoreContract, MakesABlobFromAnUpload) {
  const Digest digest = Digest::of("hello world");
  begin(key_);
  {
    const auto writer = open(key_);
    EXPECT_EQ(writer->size_bytes(), 0U);
    append(*writer, "hello ");
    append(*writer, "world");
    EXPECT_EQ(writer->size_bytes(), 11U);
    EXPECT_FALSE(store().open_blob(digest));
    const auto blob = writer->commit(digest);
    ASSERT_TRUE(blob);
    EXPECT_EQ(blob->digest, digest);
    EXPECT_EQ(blob->size_bytes, 11U);
  }
  reopen();
  const auto blob = store().open_blob(digest);
  ASSERT_TRUE(blob);
  EXPECT_EQ(blob->size_bytes, 11U);
  EXPECT_EQ(content_of(*blob), "hello world");
}

TEST_P(BlobStoreContract, ReturnsTheContentOfAnUploadAndKeepsNothing) {
  begin(key_);
  append(key_, "hello ");
  {
    const auto writer = open(key_);
    append(*writer, "world");
    EXPECT_EQ(writer->content(), "hello world");
    EXPECT_TRUE(writer->discard());
  }
  EXPECT_EQ(store().open_upload(key_).error().code, ErrorCode::upload_not_found);
  EXPECT_TRUE(uploads().empty());
  EXPECT_FALSE(store().open_blob(Digest::of("hello world")));
}

TEST_P(BlobStoreContract, HashesWithTheAlgorithmOfTheDigest) {
  const Digest digest = Digest::of("hello", HashAlgorithm::sha512);
  for (const HashAlgorithm algorithm : {HashAlgorithm::sha512, HashAlgorithm::sha256}) {
    begin(key_, algorithm);
    append(key_, "hel");
    append(key_, "lo");
    EXPECT_EQ(open(key_)->digest(HashAlgorithm::sha256), Digest::of("hello"));
    EXPECT_FALSE(open(key_)->commit(Digest::of("other", HashAlgorithm::sha512)));
    ASSERT_TRUE(open(key_)->commit(digest));
  }
  EXPECT_EQ(content_of(*store().open_blob(digest)), "hello");
  EXPECT_FALSE(store().open_blob(Digest::of("hello")));
}

TEST_P(BlobStoreContract, MakesAnEmptyBlob) {
  begin(key_);
  ASSERT_TRUE(open(key_)->commit(Digest::of("")));
  EXPECT_EQ(store().open_blob(Digest::of(""))->size_bytes, 0U);
}

TEST_P(BlobStoreContract, OpensNoMissingBlob) {
  EXPECT_FALSE(store().open_blob(Digest::of("nothing")));
}

TEST_P(BlobStoreContract, EndsTheSessionWithTheCommit) {
  begin(key_);
  ASSERT_TRUE(open(key_)->commit(Digest::of("")));
  EXPECT_EQ(store().upload_size(key_).error().code, ErrorCode::upload_not_found);
  EXPECT_EQ(store().open_upload(key_).error().code, ErrorCode::upload_not_found);
}

TEST_P(BlobStoreContract, KeepsOneBlobOfTheSameBytesUploadedTwice) {
  for (const UploadKey& key : {key_, other_}) {
    begin(key);
    append(key, "same");
    const auto reader = store().open_blob(Digest::of("same"));
    const auto blob = open(key)->commit(Digest::of("same"));
    ASSERT_TRUE(blob);
    EXPECT_EQ(blob->size_bytes, 4U);
    EXPECT_EQ(store().upload_size(key).error().code, ErrorCode::upload_not_found);
    if (reader) {
      EXPECT_EQ(content_of(*reader), "same");
    }
  }
  EXPECT_EQ(content_of(*store().open_blob(Digest::of("same"))), "same");
}

TEST_P(BlobStoreContract, HashesChunksOfAnySize) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 dice(seed);
  std::string all;
  begin(key_);
  for (int i = 0; i < 50; ++i) {
    const std::string chunk(dice() % 70'000, static_cast<char>(dice() % 256));
    append(key_, chunk);
    all += chunk;
    if (dice() % 10 == 0) reopen();
  }
  ASSERT_TRUE(open(key_)->commit(Digest::of(all)));
  EXPECT_EQ(content_of(*store().open_blob(Digest::of(all))), all);
}

TEST_P(BlobStoreContract, AcceptsTheSameBlobFromConcurrentUploads) {
  const std::string content(100'000, 'x');
  const Digest digest = Digest::of(content);
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 8; ++thread) {
      threads.emplace_back([&, thread] {
        const UploadKey key{.repository = thread, .id = key_.id};
        begin(key);
        append(key, content);
        EXPECT_TRUE(open(key)->commit(digest));
        EXPECT_TRUE(store().open_blob(digest));
      });
    }
  }
  EXPECT_EQ(content_of(*store().open_blob(digest)), content);
}

TEST_P(BlobStoreContract, RemovesABlob) {
  begin(key_);
  append(key_, "content");
  ASSERT_TRUE(open(key_)->commit(Digest::of("content")));
  const auto held = store().open_blob(Digest::of("content"));
  const BlobRemoval removed = remove("content");
  EXPECT_EQ(removed.outcome, BlobRemoval::Outcome::removed);
  EXPECT_EQ(removed.freed_bytes, 7U);
  EXPECT_FALSE(store().open_blob(Digest::of("content")));
  EXPECT_EQ(remove("content").outcome, BlobRemoval::Outcome::not_stored);
  EXPECT_EQ(content_of(*held), "content");
}

TEST_P(BlobStoreContract, RemovesNoBlobThatIsNeeded) {
  begin(key_);
  append(key_, "content");
  ASSERT_TRUE(open(key_)->commit(Digest::of("content")));
  EXPECT_EQ(store().remove_blob_unless(Digest::of("content"), [] { return true; }).outcome,
            BlobRemoval::Outcome::needed);
  EXPECT_THROW(store().remove_blob_unless(Digest::of("content"),
                                          []() -> bool { throw std::runtime_error("no rows"); }),
               std::runtime_error);
  EXPECT_EQ(content_of(*store().open_blob(Digest::of("content"))), "content");
  EXPECT_EQ(remove("content").outcome, BlobRemoval::Outcome::removed);
}

TEST_P(BlobStoreContract, RemovesNoBlobThatIsHeld) {
  begin(key_);
  append(key_, "content");
  ASSERT_TRUE(open(key_)->commit(Digest::of("content")));
  {
    const auto hold = store().hold(Digest::of("content"));
    const auto second = store().hold(Digest::of("content"));
    // A store without holds removes at once: its removals cannot meet what it commits.
    if (hold) {
      std::thread([&] {
        EXPECT_TRUE(store().is_held(Digest::of("content")));
        EXPECT_EQ(remove("content").outcome, BlobRemoval::Outcome::held);
      }).join();
    }
  }
  EXPECT_FALSE(store().is_held(Digest::of("content")));
  EXPECT_EQ(remove("content").outcome, BlobRemoval::Outcome::removed);
}

// A caller that finds the bytes while it holds the digest can rely on them.
TEST_P(BlobStoreContract, NobodyComesToHoldABlobWhileItIsRemoved) {
  const Digest digest = Digest::of("content");
  begin(key_);
  append(key_, "content");
  ASSERT_TRUE(open(key_)->commit(digest));
  std::promise<bool> holds;
  std::jthread holder;
  const BlobRemoval removal = store().remove_blob_unless(digest, [&] {
    holder = std::jthread([&] {
      const auto hold = store().hold(digest);
      holds.set_value(hold != nullptr);
      if (hold) {
        EXPECT_FALSE(store().open_blob(digest));
      }
    });
    // Long enough for a store that lets it hold the digest now. One that needs no holds may.
    std::future<bool> has_hold = holds.get_future();
    const bool came = has_hold.wait_for(std::chrono::milliseconds(50)) == std::future_status::ready;
    EXPECT_FALSE(came && has_hold.get());
    return false;
  });
  EXPECT_EQ(removal.outcome, BlobRemoval::Outcome::removed);
}

TEST_P(BlobStoreContract, ListsEveryBlobOnce) {
  std::vector<std::string> stored;
  for (int i = 0; i < 20; ++i) {
    const Digest digest = Digest::of(std::to_string(i));
    begin(key_);
    append(key_, std::to_string(i));
    ASSERT_TRUE(open(key_)->commit(digest));
    stored.push_back(digest.text());
  }
  reopen();
  std::vector<std::string> listed;
  std::string position;
  do {
    const BlobPage page = store().list_blobs(position);
    for (const Blob& blob : page.blobs) {
      listed.push_back(blob.digest.text());
      EXPECT_LE(blob.size_bytes, 2U);
    }
    position = page.next;
  } while (!position.empty());
  EXPECT_THAT(listed, testing::UnorderedElementsAreArray(stored));
}

TEST_P(BlobStoreContract, ListsNoBlobsWhenEmpty) {
  const BlobPage page = store().list_blobs("");
  EXPECT_TRUE(page.blobs.empty());
  EXPECT_EQ(page.next, "");
}

TEST_P(BlobStoreContract, ListsUploadsWithTheTimeOfTheirLastChunk) {
  begin(key_);
  const Timestamp begun = written_at(key_);
  append(key_, "half");
  const auto listed = uploads();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].key.repository, key_.repository);
  EXPECT_EQ(listed[0].key.id, key_.id);
  EXPECT_EQ(listed[0].size_bytes, 4U);
  EXPECT_EQ(listed[0].kept_bytes, 4U);
  // The times of files are a few milliseconds coarse.
  EXPECT_GT(listed[0].written_at, begun - std::chrono::seconds(1));
  begin(other_);
  EXPECT_LE(listed[0].written_at, written_at(other_));
}

TEST_P(BlobStoreContract, EndsAnAbandonedUpload) {
  begin(key_);
  const Timestamp later = written_at(key_) + std::chrono::seconds(1);
  EXPECT_EQ(store().expire_upload(key_, written_at(key_)).error().code, ErrorCode::upload_in_use);
  {
    const auto writer = open(key_);
    EXPECT_EQ(store().expire_upload(key_, later).error().code, ErrorCode::upload_in_use);
  }
  EXPECT_TRUE(store().expire_upload(key_, later));
  EXPECT_EQ(store().expire_upload(key_, later).error().code, ErrorCode::upload_not_found);
  EXPECT_EQ(store().open_upload(key_).error().code, ErrorCode::upload_not_found);
}

}  // namespace berth
