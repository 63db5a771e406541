// The contract of every blob store: upload sessions.
#include <algorithm>
#include <atomic>
#include <functional>
#include <set>
#include <thread>

#include "contract/blob_store_contract.h"

namespace berth {

TEST_P(BlobStoreContract, KeepsTheSessionWhenTheDigestDoesNotMatch) {
  begin(key_);
  {
    const auto writer = open(key_);
    append(*writer, "hello");
    EXPECT_EQ(writer->commit(Digest::of("other")).error(),
              (Error{.code = ErrorCode::digest_mismatch, .digest = Digest::of("other").text()}));
    append(*writer, " world");
  }
  EXPECT_FALSE(store().open_blob(Digest::of("other")));
  EXPECT_EQ(*store().upload_size(key_), 11U);
  EXPECT_TRUE(open(key_)->commit(Digest::of("hello world")));
}

TEST_P(BlobStoreContract, ForgetsTentativeBytesUnlessTheyAreCommitted) {
  const std::string large(3 * kMaxSmallBlobBytes, 'x');
  for (const std::string& start : {std::string(), std::string("hello "), large}) {
    for (const std::string& more : {std::string("w"), large}) {
      begin(key_, HashAlgorithm::sha512);
      append(key_, start);
      {
        const auto writer = open(key_);
        writer->begin_tentative();
        append(*writer, more);
        EXPECT_EQ(writer->size_bytes(), start.size() + more.size());
        EXPECT_EQ(store().upload_size(key_), start.size());
        EXPECT_FALSE(writer->commit(Digest::of("other", HashAlgorithm::sha512)));
      }
      EXPECT_EQ(store().upload_size(key_), start.size());
      reopen();
      const auto writer = open(key_);
      writer->begin_tentative();
      append(*writer, more);
      const Digest digest = Digest::of(start + more, HashAlgorithm::sha512);
      ASSERT_TRUE(writer->commit(digest));
      EXPECT_EQ(content_of(*store().open_blob(digest)), start + more);
      EXPECT_TRUE(uploads().empty());
    }
  }
}

TEST_P(BlobStoreContract, KeepsTentativeBytesOnRequest) {
  for (const std::size_t size : {std::size_t{1}, 2 * kMaxSmallBlobBytes}) {
    const std::string bytes(size, 'x');
    for (const bool is_durable : {false, true}) {
      begin(key_);
      append(key_, bytes);
      {
        const auto writer = open(key_);
        writer->begin_tentative();
        append(*writer, bytes);
        EXPECT_TRUE(is_durable ? writer->keep_durably() : writer->keep());
        EXPECT_EQ(store().upload_size(key_), 2 * size);
      }
      reopen();
      EXPECT_TRUE(open(key_)->commit(Digest::of(bytes + bytes)));
    }
  }
}

TEST_P(BlobStoreContract, KeepsWhatComesAfterTentativeBytesWereKept) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{5}, 2 * kMaxSmallBlobBytes}) {
    for (const bool is_durable : {false, true}) {
      const std::string bytes(size, 'x');
      begin(key_);
      append(key_, bytes);
      {
        const auto writer = open(key_);
        writer->begin_tentative();
        EXPECT_TRUE(is_durable ? writer->keep_durably() : writer->keep());
        append(*writer, "rest");
      }
      EXPECT_EQ(store().upload_size(key_), size + 4);
      EXPECT_TRUE(open(key_)->commit(Digest::of(bytes + "rest")));
    }
  }
}

TEST_P(BlobStoreContract, EndsADiscardedSessionHoweverOftenItIsDiscarded) {
  for (const std::size_t size : {std::size_t{1}, 2 * kMaxSmallBlobBytes}) {
    begin(key_);
    {
      const auto writer = open(key_);
      append(*writer, std::string(size, 'x'));
      EXPECT_TRUE(writer->discard());
      EXPECT_TRUE(writer->discard());
    }
    EXPECT_EQ(store().upload_size(key_).error().code, ErrorCode::upload_not_found);
    EXPECT_TRUE(uploads().empty());
  }
}

TEST_P(BlobStoreContract, GoesOnWhereAWriterStopped) {
  begin(key_);
  append(key_, "hello");
  EXPECT_EQ(open(key_)->size_bytes(), 5U);
  append(key_, " ");
  append(key_, "world");
  EXPECT_TRUE(open(key_)->commit(Digest::of("hello world")));
}

TEST_P(BlobStoreContract, GoesOnAfterARestart) {
  begin(key_);
  append(key_, "hello");
  reopen();
  EXPECT_EQ(*store().upload_size(key_), 5U);
  append(key_, " world");
  reopen();
  EXPECT_TRUE(open(key_)->commit(Digest::of("hello world")));
}

TEST_P(BlobStoreContract, GoesOnAfterTheKeptBytes) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{5}, 2 * kMaxSmallBlobBytes}) {
    const std::string start(size, 'x');
    begin(key_);
    {
      const auto writer = open(key_);
      append(*writer, start);
      EXPECT_TRUE(writer->keep());
      append(*writer, "a");
      EXPECT_TRUE(writer->keep_durably());
      append(*writer, "b");
      EXPECT_EQ(writer->size_bytes(), size + 2);
      EXPECT_TRUE(writer->keep_durably());
    }
    reopen();
    EXPECT_TRUE(open(key_)->commit(Digest::of(start + "ab")));
  }
}

TEST_P(BlobStoreContract, AllowsOneWriterPerSessionAtATime) {
  begin(key_);
  begin(other_);
  auto writer = open(key_);
  append(*writer, "hello");
  EXPECT_EQ(store().open_upload(key_).error(),
            (Error{.code = ErrorCode::upload_in_use, .subject = key_.id}));
  EXPECT_EQ(store().cancel_upload(key_).error().code, ErrorCode::upload_in_use);
  EXPECT_EQ(*store().upload_size(key_), 5U);
  EXPECT_TRUE(store().open_upload(other_));
  writer.reset();
  EXPECT_TRUE(store().open_upload(key_));
}

TEST_P(BlobStoreContract, ForgetsACancelledUpload) {
  begin(key_);
  append(key_, "hello");
  EXPECT_TRUE(store().cancel_upload(key_));
  const Error gone{.code = ErrorCode::upload_not_found, .subject = key_.id};
  EXPECT_EQ(store().cancel_upload(key_).error(), gone);
  EXPECT_EQ(store().upload_size(key_).error(), gone);
  EXPECT_EQ(store().open_upload(key_).error(), gone);
}

TEST_P(BlobStoreContract, KnowsAnUploadOnlyInItsRepository) {
  begin(key_);
  const UploadKey elsewhere{.repository = key_.repository + 1, .id = key_.id};
  EXPECT_EQ(store().upload_size(elsewhere).error().code, ErrorCode::upload_not_found);
  EXPECT_EQ(store().open_upload(elsewhere).error().code, ErrorCode::upload_not_found);
  EXPECT_EQ(store().cancel_upload(elsewhere).error().code, ErrorCode::upload_not_found);
}

// Ends each session in another way.
TEST_P(BlobStoreContract, CountsUnfinishedUploadsForTheQuotas) {
  const Quotas one{.uploads_per_repository = 1};
  const auto begin_another = [&] {
    return store().create_upload(other_, blob_registry(), one, HashAlgorithm::sha256);
  };
  const std::function<void()> ways[] = {
      [&] { EXPECT_TRUE(open(key_)->commit(Digest::of("hello"))); },
      [&] { EXPECT_TRUE(open(key_)->discard()); },
      [&] { EXPECT_TRUE(store().cancel_upload(key_)); },
      [&] {
        EXPECT_TRUE(store().expire_upload(key_, written_at(key_) + std::chrono::seconds(1)));
      }};
  for (const auto& end : ways) {
    begin(key_);
    append(key_, "hello");
    EXPECT_EQ(begin_another().error().code, ErrorCode::too_many_uploads);
    EXPECT_EQ(store().open_upload(other_).error().code, ErrorCode::upload_not_found);
    end();
    EXPECT_TRUE(begin_another());
    EXPECT_TRUE(store().cancel_upload(other_));
  }
}

TEST_P(BlobStoreContract, UploadsThatBeginAtTheSameTimeDoNotExceedAQuota) {
  constexpr unsigned kAllowed = 3;
  const Quotas few{.uploads_per_registry = kAllowed};
  std::atomic<unsigned> begun = 0;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 8; ++thread) {
      threads.emplace_back([&, thread] {
        const UploadKey key{.repository = thread, .id = key_.id};
        if (store().create_upload(key, blob_registry(), few, HashAlgorithm::sha256)) ++begun;
      });
    }
  }
  EXPECT_EQ(begun, kAllowed);
}

TEST_P(BlobStoreContract, CountsTheBytesOfUnfinishedUploads) {
  const Quotas quotas{.upload_bytes_per_registry = 10};
  const auto has_room = [&](std::uint64_t more_bytes) {
    return store().check_upload_room(blob_registry(), more_bytes, quotas).has_value();
  };
  EXPECT_TRUE(has_room(10));
  EXPECT_FALSE(has_room(11));
  begin(key_);
  append(key_, "hello");
  EXPECT_TRUE(has_room(5));
  EXPECT_FALSE(has_room(6));
  reopen();
  EXPECT_TRUE(has_room(5));
  EXPECT_FALSE(has_room(6));
  {
    const auto writer = open(key_);
    writer->begin_tentative();
    append(*writer, "world");
    EXPECT_FALSE(has_room(1));
  }
  EXPECT_TRUE(has_room(5));
  EXPECT_TRUE(open(key_)->commit(Digest::of("hello")));
  EXPECT_TRUE(has_room(10));
}

TEST_P(BlobStoreContract, ListsEveryUploadOnce) {
  constexpr int kCount = 2500;  // more than a page, and a half of them have received something
  const Quotas quotas{.uploads_per_access_key = kCount};
  std::set<RepositoryKey> expected;
  for (int i = 1; i <= kCount; ++i) {
    const UploadKey key{.repository = i, .id = key_.id};
    ASSERT_TRUE(store().create_upload(key, blob_registry(), quotas, HashAlgorithm::sha256));
    if (i % 2 == 0) append(key, "x");
    expected.insert(i);
  }
  for (int times = 0; times < 2; ++times) {
    std::multiset<RepositoryKey> listed;
    for (const StoredUpload& upload : uploads()) listed.insert(upload.key.repository);
    EXPECT_TRUE(std::ranges::equal(listed, expected));
    reopen();
  }
}

TEST_P(BlobStoreContract, FindsNoSessionForAnIdThatIsNotAUuid) {
  for (const char* id : {"", "..", "../../etc/passwd", "0b0e0a7c-6d4f-4d6e-9f0a-1c2d3e4f5a6b/"}) {
    const UploadKey key{.repository = 1, .id = id};
    EXPECT_EQ(store().upload_size(key).error().code, ErrorCode::upload_not_found) << id;
    EXPECT_EQ(store().open_upload(key).error().code, ErrorCode::upload_not_found) << id;
    EXPECT_EQ(store().cancel_upload(key).error().code, ErrorCode::upload_not_found) << id;
  }
}

}  // namespace berth
