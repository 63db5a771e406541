// Covers what is particular to files; tests/contract/ covers every blob store.
#include "storage/filesystem/filesystem_blob_store.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>

#include "base/small_files.h"
#include "base/test_clocks.h"
#include "base/test_flock.h"
#include "base/test_support.h"

namespace berth::storage::filesystem {
namespace {

namespace fs = std::filesystem;

// An upload of this size still needs no file.
constexpr std::size_t kInMemoryBytes = UploadSessions::kMaxStartBytes;
// A file of this size has bytes beyond the last early write-back.
constexpr std::size_t kLargeBytes = (20U << 20U) + 1;

class FilesystemBlobStoreTest : public testing::Test {
 protected:
  void begin(HashAlgorithm algorithm = HashAlgorithm::sha256) {
    ASSERT_TRUE(store_->create_upload(key_, registry_, Quotas(), algorithm));
  }
  void append(std::string_view text) {
    EXPECT_TRUE((*store_->open_upload(key_))->append(std::as_bytes(std::span(text))));
  }
  Result<Blob> commit(const Digest& digest) { return (*store_->open_upload(key_))->commit(digest); }
  static std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static fs::perms mode_of(const fs::path& file) { return fs::status(file).permissions(); }
  fs::path place_of(const Digest& digest) const {
    const std::string hex(digest.hex());
    return directory_ / "blobs/sha256" / hex.substr(0, 2) / hex;
  }

  const RegistryId registry_ = *RegistryId::parse("123456789012");
  const UploadKey key_{.repository = 7, .id = "0b0e0a7c-6d4f-4d6e-9f0a-1c2d3e4f5a6b"};
  const TemporaryFolder folder_;
  const fs::path& directory_ = folder_.path();
  ManualSteadyClock clock_;
  std::optional<FilesystemBlobStore> store_{std::in_place, directory_, clock_};
};

TEST_F(FilesystemBlobStoreTest, KeepsAnUploadInAFileNamedAfterRepositoryAndId) {
  begin();
  append("half");
  EXPECT_EQ(content_of(directory_ / "uploads" / ("7." + key_.id)), "half");
}

TEST_F(FilesystemBlobStoreTest, KeepsNothingOfAnUploadThatFillsTheDisk) {
  begin();
  {
    const SmallFiles disk(kInMemoryBytes);
    EXPECT_THROW(append(std::string(2 * kInMemoryBytes, 'x')), std::system_error);
  }
  EXPECT_EQ(store_->upload_size(key_).error().code, ErrorCode::upload_not_found);
  EXPECT_TRUE(fs::is_empty(directory_ / "uploads"));
}

// After a kill, the next process finds only what is on the disk.
TEST_F(FilesystemBlobStoreTest, ForgetsTentativeBytesAfterTheProcessWasKilled) {
  const std::string large(2 * kInMemoryBytes, 'x');
  const fs::path copy = directory_ / "copy";
  for (const std::string& kept : {std::string(), std::string("kept"), large}) {
    begin();
    if (!kept.empty()) append(kept);
    const auto writer = std::move(store_->open_upload(key_).value());
    writer->begin_tentative();
    EXPECT_TRUE(writer->append(std::as_bytes(std::span(large))));
    fs::remove_all(copy);
    fs::create_directory(copy);
    fs::copy(directory_ / "uploads", copy / "uploads");
    {
      FilesystemBlobStore after(copy, clock_);
      EXPECT_EQ(*after.upload_size(key_), kept.size());
      ASSERT_EQ(after.list_uploads("").uploads.size(), 1U);
      EXPECT_EQ(after.list_uploads("").uploads[0].key.id, key_.id);
      auto again = std::move(after.open_upload(key_).value());
      EXPECT_TRUE(again->append(std::as_bytes(std::span(std::string_view("whole")))));
      EXPECT_TRUE(again->commit(Digest::of(kept + "whole")));
      EXPECT_TRUE(fs::is_empty(copy / "uploads"));
    }
    EXPECT_TRUE(writer->discard());
  }
}

TEST_F(FilesystemBlobStoreTest, MakesNoFileForASmallUploadThatNeedsNone) {
  const auto files = [this] {
    return std::distance(fs::directory_iterator(directory_ / "uploads"), {});
  };
  begin();
  auto writer = std::move(store_->open_upload(key_).value());
  const std::string most(kInMemoryBytes, 'x');
  EXPECT_TRUE(writer->append(std::as_bytes(std::span(most))));
  EXPECT_EQ(writer->digest(HashAlgorithm::sha256), Digest::of(most));
  EXPECT_EQ(writer->content(), most);
  EXPECT_EQ(files(), 0);
  EXPECT_TRUE(writer->append(std::as_bytes(std::span(std::string_view("y")))));
  EXPECT_EQ(files(), 1);
  EXPECT_EQ(writer->digest(HashAlgorithm::sha256), Digest::of(most + "y"));
  EXPECT_EQ(writer->content(), most + "y");
  EXPECT_TRUE(writer->discard());
  EXPECT_EQ(files(), 0);
}

TEST_F(FilesystemBlobStoreTest, MakesFilesForEmptySessionsWhenItIsClosed) {
  begin(HashAlgorithm::sha512);
  EXPECT_TRUE(fs::is_empty(directory_ / "uploads"));
  store_.emplace(directory_, clock_);
  EXPECT_EQ(*store_->upload_size(key_), 0U);
  append("content");
  EXPECT_TRUE(commit(Digest::of("content")));
}

TEST_F(FilesystemBlobStoreTest, PutsABlobInAFileNamedAfterItsDigest) {
  const Digest digest = Digest::of("content");
  begin();
  append("content");
  ASSERT_TRUE(commit(digest));
  EXPECT_EQ(content_of(place_of(digest)), "content");
  EXPECT_TRUE(fs::is_empty(directory_ / "uploads"));
}

TEST_F(FilesystemBlobStoreTest, RemovesNoBlobWhileRemovalsArePaused) {
  const Digest digest = Digest::of("content");
  begin();
  append("content");
  ASSERT_TRUE(commit(digest));
  const auto unneeded = [] { return false; };
  {
    const FolderLock pause = FilesystemBlobStore::pause_removals(directory_);
    EXPECT_TRUE(store_->are_removals_paused());
    EXPECT_EQ(store_->remove_blob_unless(digest, unneeded).outcome, BlobRemoval::Outcome::held);
    EXPECT_TRUE(store_->open_blob(digest));
  }
  EXPECT_FALSE(store_->are_removals_paused());
  EXPECT_EQ(store_->remove_blob_unless(digest, unneeded).outcome, BlobRemoval::Outcome::removed);
}

// There, nobody can pause removals.
TEST_F(FilesystemBlobStoreTest, RemovesBlobsOnAFileSystemWithoutLocks) {
  const Digest digest = Digest::of("content");
  begin();
  append("content");
  ASSERT_TRUE(commit(digest));
  const auto unneeded = [] { return false; };
  {
    const FailingFlock full(ENOLCK);  // but here, somebody may have
    EXPECT_THROW(store_->remove_blob_unless(digest, unneeded), std::system_error);
  }
  const FailingFlock none(EOPNOTSUPP);
  EXPECT_THROW(static_cast<void>(FilesystemBlobStore::pause_removals(directory_)),
               std::system_error);
  EXPECT_EQ(store_->remove_blob_unless(digest, unneeded).outcome, BlobRemoval::Outcome::removed);
}

TEST_F(FilesystemBlobStoreTest, NamesTheFolderThatItCannotUse) {
  const Digest digest = Digest::of("content");
  begin();
  append("content");
  const fs::path shelf = place_of(digest).parent_path();
  std::ofstream(shelf) << "not a folder";
  try {
    (void)commit(digest);
    ADD_FAILURE() << "it was stored";
  } catch (const std::system_error& failure) {
    EXPECT_EQ(failure.code(), std::errc::not_a_directory);
    EXPECT_TRUE(std::string_view(failure.what()).starts_with(fs::canonical(shelf).string()))
        << failure.what();
  }
}

TEST_F(FilesystemBlobStoreTest, MakesNoBlobFromAMissingFile) {
  const std::string content(100'000, 'x');  // too much to be kept in memory
  begin();
  append(content);
  auto writer = *store_->open_upload(key_);
  fs::remove_all(directory_ / "uploads");
  EXPECT_ANY_THROW(writer->commit(Digest::of(content)).value());
  EXPECT_FALSE(fs::exists(place_of(Digest::of(content))));
}

TEST_F(FilesystemBlobStoreTest, RepairsADamagedBlobWhenItIsPushedAgain) {
  const Digest digest = Digest::of("content");
  fs::create_directory(place_of(digest).parent_path());
  for (const char* left : {"", "con", "content and more", "Content"}) {
    std::ofstream(place_of(digest), std::ios::trunc) << left;
    begin();
    append("content");
    ASSERT_TRUE(commit(digest));
    EXPECT_EQ(content_of(place_of(digest)), "content");
  }
}

TEST_F(FilesystemBlobStoreTest, KeepsEverySetAsideBlob) {
  const Digest digest = Digest::of("content");
  const fs::path damaged = directory_ / "damaged";
  for (const char* bytes : {"first", "second", "third"}) {
    begin();
    append("content");
    ASSERT_TRUE(commit(digest));
    std::ofstream(place_of(digest), std::ios::trunc) << bytes;
    store_->set_aside(digest);
    EXPECT_FALSE(store_->open_blob(digest));
  }
  store_->set_aside(digest);  // it does not exist
  store_->set_aside(digest.text(), "a row");
  store_->set_aside("other", "another row");
  std::map<std::string, std::string> kept;
  for (const auto& file : fs::directory_iterator(damaged)) {
    kept[file.path().filename()] = content_of(file);
  }
  EXPECT_EQ(kept, (std::map<std::string, std::string>{{digest.text(), "first"},
                                                      {digest.text() + ".1", "second"},
                                                      {digest.text() + ".2", "third"},
                                                      {digest.text() + ".3", "a row"},
                                                      {"other", "another row"}}));
}

TEST_F(FilesystemBlobStoreTest, LetsOnlyItsOwnerReadAnything) {
  const Digest digest = Digest::of("content");
  begin();
  append("content");
  ASSERT_TRUE(commit(digest));
  for (const char* folder : {"blobs", "blobs/sha256", "uploads"}) {
    EXPECT_EQ(mode_of(directory_ / folder), fs::perms::owner_all) << folder;
  }
  EXPECT_EQ(mode_of(place_of(digest).parent_path()), fs::perms::owner_all);
  EXPECT_EQ(mode_of(place_of(digest)), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(FilesystemBlobStoreTest, FindsNoSessionForAnIdThatIsNotAUuid) {
  fs::create_directory(directory_ / "uploads/7.");
  std::ofstream(directory_ / "secret") << "secret";
  const UploadKey path{.repository = 7, .id = "/../../secret"};
  EXPECT_EQ(store_->upload_size(path).error().code, ErrorCode::upload_not_found);
  EXPECT_EQ(store_->open_upload(path).error().code, ErrorCode::upload_not_found);
  EXPECT_EQ(store_->cancel_upload(path).error().code, ErrorCode::upload_not_found);
  EXPECT_THROW((void)store_->create_upload(path, registry_, Quotas(), HashAlgorithm::sha256),
               std::invalid_argument);
  EXPECT_EQ(content_of(directory_ / "secret"), "secret");
}

TEST_F(FilesystemBlobStoreTest, HashesTheRestOfAFailedWriteWhenTheUploadGoesOn) {
  begin();
  append("con");
  std::ofstream(directory_ / "uploads" / ("7." + key_.id), std::ios::app) << "te";
  EXPECT_EQ(*store_->upload_size(key_), 5U);
  append("nt");
  EXPECT_TRUE(commit(Digest::of("content")));
}

TEST_F(FilesystemBlobStoreTest, RehashesAFileThatACrashOfTheMachineTruncated) {
  begin();
  append("content");
  fs::resize_file(directory_ / "uploads" / ("7." + key_.id), 3);
  append("crete");
  EXPECT_TRUE(commit(Digest::of("concrete")));
}

TEST_F(FilesystemBlobStoreTest, MakesNoBlobFromAFileThatDiffersFromWhatWasHashed) {
  begin();
  const auto writer = store_->open_upload(key_);
  EXPECT_TRUE((*writer)->append(std::as_bytes(std::span(std::string_view("content")))));
  EXPECT_TRUE((*writer)->keep());
  std::ofstream(directory_ / "uploads" / ("7." + key_.id), std::ios::app) << "and more";
  EXPECT_THROW((void)(*writer)->commit(Digest::of("content")), std::runtime_error);
  EXPECT_FALSE(store_->open_blob(Digest::of("content")));
}

TEST_F(FilesystemBlobStoreTest, HashesALargeFileThatWasWrittenBackEarly) {
  const std::string chunk(kLargeBytes / 5, 'x');
  std::string all;
  begin();
  for (int i = 0; i < 5; ++i) {
    append(chunk);
    all += chunk;
  }
  ASSERT_TRUE(commit(Digest::of(all)));
  EXPECT_EQ(store_->open_blob(Digest::of(all))->size_bytes, all.size());
}

}  // namespace
}  // namespace berth::storage::filesystem
