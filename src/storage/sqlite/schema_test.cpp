#include "storage/sqlite/schema.h"

#include <gmock/gmock.h>

#include "storage/sqlite/test_support.h"

namespace berth::storage {
namespace {

using SchemaTest = DatabaseTest;
using testing::HasSubstr;

std::string plan_of(Database& database, Sql explain) {
  std::string plan;
  Statement statement(database, explain);
  Statement::Run row = statement.run();
  while (row.step()) plan.append(row.text(3)).append("\n");
  return plan;
}

TEST_F(SchemaTest, IsMadeInAnEmptyDatabase) {
  Database database(file(), Access::read_write);
  migrate(database);
  EXPECT_EQ(integer(database, "PRAGMA user_version"), 1);
  EXPECT_EQ(integer(database, "SELECT count(*) FROM tags"), 0);
}

TEST_F(SchemaTest, IsLeftAloneWhenItIsTheNewest) {
  Database database(file(), Access::read_write);
  migrate(database);
  const std::int64_t before = integer(database, "PRAGMA schema_version");
  migrate(database);
  EXPECT_EQ(integer(database, "PRAGMA schema_version"), before);
}

TEST_F(SchemaTest, OfANewerBerthIsRefusedAndLeftAlone) {
  Database database(file(), Access::read_write);
  database.execute("PRAGMA user_version = 4711");
  try {
    migrate(database);
    FAIL() << "not refused";
  } catch (const DatabaseError& error) {
    EXPECT_THAT(error.what(), HasSubstr("schema version 4711"));
  }
  EXPECT_EQ(integer(database, "SELECT count(*) FROM sqlite_schema"), 0);
}

TEST_F(SchemaTest, IsMadeWholeOrNotAtAll) {
  Database database(file(), Access::read_write);
  database.execute("CREATE TABLE tag_history (in_the_way INTEGER)");
  EXPECT_THROW(migrate(database), DatabaseError);
  EXPECT_EQ(integer(database, "SELECT count(*) FROM sqlite_schema"), 1);
  EXPECT_EQ(integer(database, "PRAGMA user_version"), 0);
}

TEST_F(SchemaTest, ListsTagsInTheOrderOfTheirTable) {
  Database database(file(), Access::read_write);
  migrate(database);
  EXPECT_EQ(plan_of(database,
                    "EXPLAIN QUERY PLAN SELECT name, digest FROM tags"
                    " WHERE repository = ? AND name > ? ORDER BY name LIMIT ?"),
            "SEARCH tags USING PRIMARY KEY (repository=? AND name>?)\n");
}

TEST_F(SchemaTest, FindsAManifestByTagWithTwoLookUps) {
  Database database(file(), Access::read_write);
  migrate(database);
  EXPECT_EQ(plan_of(database,
                    "EXPLAIN QUERY PLAN SELECT t.digest, t.media_type, m.content FROM tags t"
                    " JOIN manifests m ON m.sequence = t.image_sequence"
                    " WHERE t.repository = ? AND t.name = ?"),
            "SEARCH t USING PRIMARY KEY (repository=? AND name=?)\n"
            "SEARCH m USING INTEGER PRIMARY KEY (rowid=?)\n");
}

}  // namespace
}  // namespace berth::storage
