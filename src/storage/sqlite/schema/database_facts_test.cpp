#include "storage/sqlite/schema/database_facts.h"

#include <gmock/gmock.h>

#include <fstream>

#include "storage/sqlite/engine/test_support.h"
#include "storage/sqlite/schema/schema.h"

namespace berth::storage::sqlite {
namespace {

class DatabaseFactsTest : public DatabaseTest {
 protected:
  void write(std::string_view content) const { std::ofstream(file(), std::ios::binary) << content; }
  [[nodiscard]] DatabaseKind kind() const { return look_at_database(file()).kind; }

  const StoreIdentity identity_{.id = "a UUID", .key_fingerprint = "a fingerprint"};
};

TEST_F(DatabaseFactsTest, AFileWithoutContentIsEmpty) {
  write("");
  EXPECT_EQ(kind(), DatabaseKind::empty);
  Database(file(), Access::read_write).execute("CREATE TABLE t (n INTEGER); DROP TABLE t");
  EXPECT_EQ(kind(), DatabaseKind::empty);
}

TEST_F(DatabaseFactsTest, OtherFilesAndOtherProgramsDatabasesAreForeign) {
  write(std::string(10'000, 'x'));
  EXPECT_EQ(kind(), DatabaseKind::foreign);
  std::filesystem::remove(file());
  Database database(file(), Access::read_write);
  database.execute("CREATE TABLE registries (id TEXT); PRAGMA user_version = 5");
  EXPECT_EQ(kind(), DatabaseKind::foreign);
  database.execute("PRAGMA application_id = 4711; PRAGMA user_version = 9999");
  EXPECT_EQ(kind(), DatabaseKind::foreign);
}

TEST_F(DatabaseFactsTest, ADatabaseWhoseHeaderWasResetIsForeign) {
  Database database(file(), Access::read_write);
  migrate(database, identity_);
  database.execute("PRAGMA application_id = 0");
  EXPECT_EQ(kind(), DatabaseKind::foreign);
  database.execute("PRAGMA user_version = 0");
  EXPECT_EQ(kind(), DatabaseKind::foreign);
}

TEST_F(DatabaseFactsTest, EveryVersionBeforeTheIdentityIsUnmarked) {
  Database database(file(), Access::read_write);
  for (std::size_t version = 1; version < kFirstVersionWithIdentity; ++version) {
    migrate(database, version);
    EXPECT_EQ(kind(), DatabaseKind::unmarked);
    EXPECT_EQ(look_at_database(file()).version, version);
  }
}

TEST_F(DatabaseFactsTest, AMarkedOneReturnsItsIdentity) {
  Database database(file(), Access::read_write);
  migrate(database, identity_);
  const DatabaseFacts facts = look_at_database(file());
  EXPECT_EQ(facts.kind, DatabaseKind::marked);
  EXPECT_EQ(facts.version, newest_version());
  EXPECT_EQ(facts.identity.id, identity_.id);
  EXPECT_EQ(facts.identity.key_fingerprint, identity_.key_fingerprint);
  database.execute("PRAGMA user_version = 9999");
  EXPECT_EQ(kind(), DatabaseKind::newer);
}

TEST_F(DatabaseFactsTest, ShowsTheOldestRegistryAndTheSealedSecrets) {
  Database database(file(), Access::read_write);
  migrate(database, 1);
  EXPECT_EQ(look_at_registries(file()).first_registry, std::nullopt);
  database.execute(R"sql(
    INSERT INTO registries (id, alias, created_at)
    VALUES ('111111111111', 'later', 2), ('222222222222', 'first', 1);
    INSERT INTO users VALUES ('222222222222', 'admin', 1);
    INSERT INTO access_keys VALUES ('AKID', '222222222222', 'admin', x'00ff', 1);
  )sql");
  const UnmarkedFacts facts = look_at_registries(file());
  EXPECT_EQ(facts.first_registry, *RegistryId::parse("222222222222"));
  ASSERT_EQ(facts.secrets.size(), 1U);
  EXPECT_EQ(facts.secrets[0].access_key_id, "AKID");
  EXPECT_EQ(facts.secrets[0].sealed, std::string("\x00\xff", 2));
}

TEST_F(DatabaseFactsTest, LookingLeavesTheFileUnchanged) {
  write("");
  EXPECT_EQ(kind(), DatabaseKind::empty);
  EXPECT_EQ(std::filesystem::file_size(file()), 0U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(file().parent_path()), {}), 1);
}

}  // namespace
}  // namespace berth::storage::sqlite
