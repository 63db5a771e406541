// Covers what is particular to SQLite; tests/contract/ covers every metadata store.
#include "storage/sqlite/sqlite_metadata_store.h"

#include <sqlite3.h>

#include "storage/sqlite/engine/test_support.h"
#include "storage/sqlite/sqlite_account_store.h"
#include "storage/sqlite/sqlite_garbage_store.h"

namespace berth::storage::sqlite {
namespace {

// Calls back once, when a database's only reader is about to run a statement on `table`: after
// everything that it has read for the same caller before.
class Interruption {
 public:
  Interruption(SqliteDatabase& database, std::string_view table, std::function<void()> callback)
      : database_(database), table_(table), callback_(std::move(callback)) {
    trace(SQLITE_TRACE_STMT);
  }
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;
  ~Interruption() { trace(0); }

  [[nodiscard]] bool has_happened() const { return !callback_; }

 private:
  void trace(unsigned events) {
    sqlite3_trace_v2(database_.reader()->database.handle(), events, &on_statement, this);
  }
  static int on_statement(unsigned, void* self, void* statement, void*) {
    static_cast<Interruption*>(self)->happen(sqlite3_sql(static_cast<sqlite3_stmt*>(statement)));
    return 0;
  }
  void happen(std::string_view statement) {
    if (!callback_ || !statement.contains(table_)) return;
    std::exchange(callback_, nullptr)();
  }

  SqliteDatabase& database_;
  const std::string_view table_;
  std::function<void()> callback_;
};

class SqliteMetadataStoreTest : public DatabaseTest {
 protected:
  SqliteMetadataStoreTest() {
    const RegistryId account = *RegistryId::parse("123456789012");
    const Registry registry{
        .id = account, .alias = *RegistryAlias::parse("acme"), .created_at = at(0)};
    const AccessKey key{
        .principal = {.registry = account, .user_name = "admin", .access_key_id = "AKID"},
        .sealed_secret = "",
        .created_at = {}};
    EXPECT_TRUE(SqliteAccountStore(database_).create_registry(registry, key, {}, {}));
    repository_ =
        store_
            .create_repository(
                {.registry = account, .name = *RepositoryName::parse("web"), .created_at = at(0)},
                {})
            .value()
            .key;
  }

  static Timestamp at(std::int64_t ms) { return from_milliseconds(ms); }
  // Does what the collector does, but not with the reader, which is in use.
  void unlink_unnamed(Timestamp before) {
    ASSERT_TRUE(database_.write<void>([&](Connection& connection) -> Result<void> {
      for (const auto& unnamed : connection.garbage.list_unnamed(before, 1)) {
        connection.garbage.unlink(unnamed.repository, unnamed.blob, unnamed.since);
      }
      return {};
    }));
  }

  SqliteDatabase database_{{.file = file(), .reader_count = 1}};
  SqliteMetadataStore store_{database_, Quotas()};
  RepositoryKey repository_ = 0;
  const Blob blob_{.digest = Digest::of("layer"), .size_bytes = 5};
};

TEST_F(SqliteMetadataStoreTest, RelinksABlobThatIsUnlinkedMeanwhile) {
  ASSERT_TRUE(store_.link_blob(repository_, blob_, at(0)));
  const Interruption collection(database_, "unnamed_blobs", [this] { unlink_unnamed(at(1)); });
  ASSERT_TRUE(store_.link_blob(repository_, blob_, at(100'000)));
  ASSERT_TRUE(collection.has_happened());
  EXPECT_TRUE(store_.find_blob(repository_, blob_.digest));
}

TEST_F(SqliteMetadataStoreTest, HoldsNoBlobThatIsUnlinkedMeanwhile) {
  ASSERT_TRUE(store_.link_blob(repository_, blob_, at(0)));
  const Interruption collection(database_, "unnamed_blobs", [this] { unlink_unnamed(at(1)); });
  EXPECT_FALSE(store_.hold_blob(repository_, blob_.digest, at(100'000)));
  ASSERT_TRUE(collection.has_happened());
}

TEST_F(SqliteMetadataStoreTest, RenewsAHoldAfterATenthOfAShortGracePeriod) {
  SqliteMetadataStore store(database_, Quotas(), {.grace = std::chrono::seconds(1)});
  ASSERT_TRUE(store.link_blob(repository_, blob_, at(0)));
  const auto before = database_.version();
  EXPECT_TRUE(store.hold_blob(repository_, blob_.digest, at(99)));
  EXPECT_EQ(database_.version(), before);
  EXPECT_TRUE(store.hold_blob(repository_, blob_.digest, at(100)));
  unlink_unnamed(at(100));
  EXPECT_TRUE(store.find_blob(repository_, blob_.digest));
}

TEST_F(SqliteMetadataStoreTest, RenewsAHoldAtMostEveryTenSeconds) {
  ASSERT_TRUE(store_.link_blob(repository_, blob_, at(0)));
  const auto before = database_.version();
  EXPECT_TRUE(store_.hold_blob(repository_, blob_.digest, at(9'999)));
  EXPECT_EQ(database_.version(), before);
  EXPECT_TRUE(store_.hold_blob(repository_, blob_.digest, at(10'000)));
  EXPECT_NE(database_.version(), before);
}

TEST_F(SqliteMetadataStoreTest, AcceptsTheBytesOfABlobWhoseBytesWereLost) {
  ASSERT_TRUE(store_.put_blob(repository_, blob_, "layer", at(0)));
  ASSERT_TRUE(database_.write<void>([&](Connection& connection) -> Result<void> {
    connection.small_blobs.remove(blob_.digest);
    return {};
  }));
  EXPECT_FALSE(store_.find_stored_blob(repository_, blob_.digest)->content);
  ASSERT_TRUE(store_.put_blob(repository_, blob_, "layer", at(0)));
  EXPECT_EQ(store_.find_stored_blob(repository_, blob_.digest)->content, "layer");
}

// A command writes more than the server would let the log gather.
TEST_F(SqliteMetadataStoreTest, LeavesTheLogToTheServer) {
  const auto before = std::filesystem::file_size(file());
  const auto put = [this](SqliteDatabase& database, std::string_view content) {
    const Blob blob{.digest = Digest::of(content), .size_bytes = content.size()};
    ASSERT_TRUE(
        SqliteMetadataStore(database, Quotas()).put_blob(repository_, blob, content, at(0)));
  };
  {
    SqliteDatabase command({.file = file(), .role = StoreRole::beside_a_server});
    put(command, std::string(std::size_t{8} << 20U, 'x'));
  }
  EXPECT_EQ(std::filesystem::file_size(file()), before);
  put(database_, "and the server");
  EXPECT_GT(std::filesystem::file_size(file()), before);
}

}  // namespace
}  // namespace berth::storage::sqlite
