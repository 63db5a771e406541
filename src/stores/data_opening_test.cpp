#include "stores/data_opening.h"

#include <gmock/gmock.h>

#include <fstream>

#include "auth/key_ring.h"
#include "base/test_support.h"
#include "storage/filesystem/blobs_mark.h"
#include "storage/sqlite/engine/database.h"
#include "storage/sqlite/schema/database_facts.h"
#include "storage/sqlite/schema/schema.h"

namespace berth::stores {
namespace {

using storage::sqlite::DatabaseKind;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kRegistry = "123456789012";

// A data directory on which a server was started and has ended.
class DataOpeningTest : public testing::Test {
 protected:
  DataOpeningTest() {
    config_.data_dir = path_;
    config_.account_id = kRegistry;
    EXPECT_TRUE(serve());
    std::filesystem::create_directory(path_ / "blobs/sha256");  // as the blob store does
  }

  Checked<ServerData> serve() { return open_for_server(config_, clock_, entropy_); }
  // Why a server and every command refuse the directory: both give the same reason about the same
  // file, and neither changes anything.
  std::string refusal() {
    const std::string before = content();
    const auto server = serve();
    const auto command = open_for_command(config_, KeyNeed::required);
    EXPECT_FALSE(server);
    EXPECT_FALSE(command);
    EXPECT_EQ(content(), before);
    if (server || command) return "";
    EXPECT_EQ(command.error(), server.error());
    EXPECT_EQ(server.error().reason.find('\n'), std::string::npos);
    return std::filesystem::path(server.error().subject).lexically_relative(path_).string() + ' ' +
           server.error().reason;
  }
  // The content of the files that a start might write.
  [[nodiscard]] std::string content() const {
    std::string all;
    for (const char* name : {"metadata.db", "server.key", "credentials", "blobs/berth-store"}) {
      std::ifstream in(path_ / name, std::ios::binary);
      all.append(name).append(std::istreambuf_iterator<char>(in), {});
    }
    return all;
  }
  void write(const char* name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  // A database like the one that a Berth of that version made: without an identity, with secrets
  // sealed by this key.
  void make_unmarked(const std::string& master_key, const char* registry = kRegistry) {
    std::filesystem::remove(database_file());
    storage::sqlite::Database database(database_file(), storage::sqlite::Access::read_write);
    storage::sqlite::migrate(database, 5);
    const std::string sealed = auth::KeyRing(master_key).seal_secret("AKID", "secret", entropy_);
    storage::sqlite::Statement(database,
                               "INSERT INTO registries (id, alias, created_at) VALUES (?, 'a', 1)")
        .execute(std::string_view(registry));
    storage::sqlite::Statement(database, "INSERT INTO users VALUES (?, 'u', 1)")
        .execute(std::string_view(registry));
    storage::sqlite::Statement(database, "INSERT INTO access_keys VALUES ('AKID', ?, 'u', ?, 1)")
        .execute(std::string_view(registry), storage::sqlite::Bytes{sealed});
  }
  [[nodiscard]] std::string master_key() const {
    std::ifstream in(path_ / "server.key", std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  [[nodiscard]] std::filesystem::path database_file() const { return path_ / "metadata.db"; }
  [[nodiscard]] std::filesystem::path mark_file() const {
    return storage::filesystem::mark_file(path_ / "blobs");
  }
  [[nodiscard]] BlobsMark mark() const {
    return storage::filesystem::read_mark(path_ / "blobs")->value();
  }

  const TemporaryFolder folder_;
  const std::filesystem::path path_ = folder_.path() / "data";
  ops::Config config_;
  SystemClock clock_;
  SystemEntropy entropy_;
};

TEST_F(DataOpeningTest, PartsThatBelongTogetherAreUsedUnchanged) {
  const std::string before = content();
  const auto server = serve();
  ASSERT_TRUE(server);
  EXPECT_EQ(server->master_key, master_key());
  EXPECT_FALSE(server->change);
  EXPECT_EQ(open_for_command(config_, KeyNeed::required)->master_key, master_key());
  EXPECT_EQ(content(), before);
}

TEST_F(DataOpeningTest, AnEmptyDatabaseIsNotANewOne) {
  write("metadata.db", "");
  EXPECT_THAT(refusal(), StartsWith("metadata.db is empty: restore it from a backup"));
}

TEST_F(DataOpeningTest, NoOtherFileIsMistakenForTheDatabase) {
  write("metadata.db", std::string(10'000, 'x'));
  EXPECT_THAT(refusal(), StartsWith("metadata.db is not a database of Berth"));
  std::filesystem::remove(database_file());
  storage::sqlite::Database(database_file(), storage::sqlite::Access::read_write)
      .execute("CREATE TABLE t (n)");
  EXPECT_THAT(refusal(), StartsWith("metadata.db is not a database of Berth"));
}

TEST_F(DataOpeningTest, TheDatabaseOfAnotherStoreIsRefused) {
  ops::Config other = config_;
  other.data_dir = folder_.path() / "other";
  ASSERT_TRUE(open_for_server(other, clock_, entropy_));
  std::filesystem::copy_file(other.data_dir / "metadata.db", database_file(),
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_THAT(refusal(), StartsWith("blobs belongs to store " + mark().store_id));
  // It is refused with its own key, too.
  std::filesystem::copy_file(other.data_dir / "server.key", path_ / "server.key",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_THAT(refusal(), StartsWith("blobs belongs to store " + mark().store_id));
}

TEST_F(DataOpeningTest, AnotherKeyIsRefused) {
  write("server.key", std::string(auth::kMasterKeyBytes, 'k'));
  EXPECT_THAT(refusal(), StartsWith("server.key is not the key of metadata.db"));
  std::filesystem::remove(path_ / "server.key");
  EXPECT_THAT(refusal(), StartsWith("server.key is missing, and the database is there"));
  EXPECT_TRUE(open_for_command(config_, KeyNeed::if_there));
}

TEST_F(DataOpeningTest, TheKeyIsWhereTheSettingSays) {
  const std::filesystem::path file = folder_.path() / "key";
  config_.server_key = file;
  EXPECT_THAT(refusal(), HasSubstr("is missing, and the database is there"));
  write("../key", std::string(auth::kMasterKeyBytes, 'k'));
  EXPECT_THAT(refusal(), StartsWith("../key is not the key of metadata.db"));
  std::filesystem::rename(path_ / "server.key", file);
  const auto server = serve();
  ASSERT_TRUE(server);
  EXPECT_EQ(server->key_file.path(), file);
  EXPECT_EQ(open_for_command(config_, KeyNeed::required)->master_key, server->master_key);
  EXPECT_FALSE(std::filesystem::exists(path_ / "server.key"));
}

TEST_F(DataOpeningTest, TheFirstStartMakesTheKeyWhereTheSettingSays) {
  ops::Config other = config_;
  other.data_dir = folder_.path() / "other";
  other.server_key = folder_.path() / "key";
  const auto made = open_for_server(other, clock_, entropy_);
  ASSERT_TRUE(made);
  EXPECT_TRUE(std::filesystem::exists(other.server_key));
  EXPECT_FALSE(std::filesystem::exists(other.data_dir / "server.key"));
  // A third directory takes the same key: it is made once.
  other.data_dir = folder_.path() / "third";
  EXPECT_EQ(open_for_server(other, clock_, entropy_)->master_key, made->master_key);
}

TEST_F(DataOpeningTest, AKindOfStoreThatDoesNotExistIsRefused) {
  config_.metadata = "postgresql://berth:secret@db.example/berth";
  EXPECT_EQ(serve().error(), (Problem{"metadata", "takes sqlite, not 'postgresql:...'"}));
  EXPECT_EQ(open_for_command(config_, KeyNeed::required).error(), serve().error());
  config_.metadata = "sqlite";
  config_.blobs = "tape";
  EXPECT_EQ(serve().error(), (Problem{"blobs", "takes directory, not 'tape'"}));
  // Nor is anything made in a new directory.
  config_.data_dir = folder_.path() / "new";
  EXPECT_FALSE(serve());
  EXPECT_FALSE(std::filesystem::exists(config_.data_dir));
}

TEST_F(DataOpeningTest, BlobsThatAreElsewhereAreRefused) {
  std::filesystem::rename(path_ / "blobs", folder_.path() / "elsewhere");
  EXPECT_THAT(refusal(), StartsWith("blobs is missing, and the database is there"));
  std::filesystem::create_directory(path_ / "blobs");
  EXPECT_THAT(refusal(), StartsWith("blobs has no mark (berth-store)"));
}

TEST_F(DataOpeningTest, ARefusalSaysHowToMarkBlobsThatAreKnownToBelong) {
  const std::string line = storage::filesystem::mark_text(mark());
  for (const char* damaged : {"", "x"}) {
    write("blobs/berth-store", damaged);
    EXPECT_THAT(refusal(), HasSubstr("echo '" + line + "' > " + mark_file().string()));
  }
  std::filesystem::remove(mark_file());
  EXPECT_THAT(refusal(), HasSubstr("echo '" + line + "' > " + mark_file().string()));
  write("blobs/berth-store", line + "\n");
  EXPECT_TRUE(serve());
}

TEST_F(DataOpeningTest, AnUnmarkedStoreIsAdoptedOnce) {
  make_unmarked(master_key());
  std::filesystem::remove(mark_file());
  const auto server = serve();
  ASSERT_TRUE(server);
  ASSERT_TRUE(server->change);
  EXPECT_EQ(server->change->from_version, 5U);
  const auto facts = storage::sqlite::look_at_database(database_file());
  EXPECT_EQ(facts.kind, DatabaseKind::marked);
  EXPECT_EQ(facts.identity.id, mark().store_id);
  EXPECT_EQ(facts.identity.key_fingerprint, auth::KeyRing(master_key()).fingerprint());
  EXPECT_EQ(mark().first_registry.text(), kRegistry);
}

TEST_F(DataOpeningTest, TheDatabaseIsCopiedBeforeItsSchemaIsChanged) {
  make_unmarked(master_key());
  const auto server = serve();
  ASSERT_TRUE(server);
  ASSERT_TRUE(server->change);
  EXPECT_EQ(server->change->copy, path_ / "metadata.db.version-5");
  const auto copy = storage::sqlite::look_at_database(path_ / "metadata.db.version-5");
  EXPECT_EQ(copy.kind, DatabaseKind::unmarked);
  EXPECT_EQ(copy.version, 5U);
}

TEST_F(DataOpeningTest, ACopyFromBeforeTheMarkIsAdoptedAgain) {
  const std::string id = mark().store_id;
  make_unmarked(master_key());
  ASSERT_TRUE(serve());
  EXPECT_EQ(storage::sqlite::look_at_database(database_file()).identity.id, id);
  EXPECT_EQ(mark().store_id, id);
}

TEST_F(DataOpeningTest, ACommandLeavesAnOlderDatabaseToTheServer) {
  make_unmarked(master_key());
  const std::string before = content();
  EXPECT_TRUE(open_for_command(config_, KeyNeed::required));
  EXPECT_EQ(content(), before);
}

class UnmarkedTest : public DataOpeningTest {
 protected:
  std::string server_refusal() {
    const std::string before = content();
    const auto server = serve();
    EXPECT_FALSE(server);
    EXPECT_EQ(content(), before);
    return server ? "" : server.error().reason;
  }
};

TEST_F(UnmarkedTest, OfAnotherRegistryIsRefusedBesideMarkedBlobs) {
  make_unmarked(master_key(), "210987654321");
  EXPECT_THAT(server_refusal(), HasSubstr("the first registry in metadata.db is 210987654321"));
}

TEST_F(UnmarkedTest, IsRefusedWithAKeyThatOpensNoneOfItsSecrets) {
  make_unmarked(std::string(auth::kMasterKeyBytes, 'k'));
  EXPECT_THAT(server_refusal(), StartsWith("does not open the secrets in metadata.db"));
  std::filesystem::remove(mark_file());
  EXPECT_THAT(server_refusal(), StartsWith("does not open the secrets in metadata.db"));
}

TEST_F(UnmarkedTest, IsAdoptedWithSecretsThatAnEarlierKeySealed) {
  make_unmarked(master_key());
  storage::sqlite::Database(database_file(), storage::sqlite::Access::read_write)
      .execute("INSERT INTO access_keys VALUES ('AKOLD', '123456789012', 'u', x'00', 0)");
  EXPECT_TRUE(serve());
}

TEST_F(UnmarkedTest, WithoutARegistryIsRefused) {
  make_unmarked(master_key());
  storage::sqlite::Database(database_file(), storage::sqlite::Access::read_write)
      .execute("DELETE FROM users; DELETE FROM registries");
  EXPECT_THAT(server_refusal(), StartsWith("holds no registry"));
}

TEST_F(UnmarkedTest, IsNotAdoptedBesideAnEmptyFolder) {
  make_unmarked(master_key());
  std::filesystem::remove_all(path_ / "blobs");
  std::filesystem::create_directory(path_ / "blobs");
  EXPECT_THAT(server_refusal(), StartsWith("is empty, and the database is there"));
}

TEST_F(DataOpeningTest, TheStoreRefusesTheDatabaseOfANewerBerth) {
  storage::sqlite::Database(database_file(), storage::sqlite::Access::read_write)
      .execute("PRAGMA user_version = 9999");
  const std::string before = content();
  EXPECT_TRUE(serve());
  EXPECT_EQ(content(), before);
}

}  // namespace
}  // namespace berth::stores
