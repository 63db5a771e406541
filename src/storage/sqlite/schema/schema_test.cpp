#include "storage/sqlite/schema/schema.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include "storage/sqlite/engine/test_support.h"
#include "storage/sqlite/rows/catalog_statements.h"
#include "storage/sqlite/rows/referrer_statements.h"
#include "storage/sqlite/rows/repository_statements.h"
#include "storage/sqlite/rows/search_statements.h"
#include "storage/sqlite/rows/tag_listing_statements.h"
#include "storage/sqlite/rows/tag_statements.h"
#include "storage/sqlite/rows/usage_statements.h"
#include "storage/sqlite/rows/user_statements.h"

namespace berth::storage::sqlite {
namespace {

using SchemaTest = DatabaseTest;
using testing::HasSubstr;

// The plan of the statement that the connection prepared last.
std::string plan_of_the_last(Database& database) {
  const std::string explain = std::string("EXPLAIN QUERY PLAN ") +
                              sqlite3_sql(sqlite3_next_stmt(database.handle(), /*pStmt=*/nullptr));
  std::string plan;
  const auto add = [](void* text, int, char** columns, char**) {
    static_cast<std::string*>(text)->append(columns[3]).append("\n");
    return SQLITE_OK;
  };
  EXPECT_EQ(sqlite3_exec(database.handle(), explain.c_str(), add, &plan, nullptr), SQLITE_OK);
  return plan;
}

TEST_F(SchemaTest, IsMadeInAnEmptyDatabase) {
  Database database(file(), Access::read_write);
  migrate(database);
  EXPECT_EQ(integer(database, "PRAGMA user_version"), 11);
  EXPECT_EQ(integer(database, "PRAGMA application_id"), kApplicationId);
  EXPECT_EQ(integer(database, "SELECT count(*) FROM tags"), 0);
}

TEST_F(SchemaTest, GetsItsIdentityInTheSameTransaction) {
  const StoreIdentity identity{.id = "a UUID", .key_fingerprint = "a fingerprint"};
  Database database(file(), Access::read_write);
  migrate(database, 5);
  database.execute("CREATE TABLE store (in_the_way INTEGER)");
  EXPECT_THROW(migrate(database, identity), DatabaseError);
  EXPECT_EQ(integer(database, "PRAGMA user_version"), 5);
  EXPECT_EQ(integer(database, "PRAGMA application_id"), 0);
  database.execute("DROP TABLE store");
  migrate(database, identity);
  EXPECT_EQ(integer(database, "SELECT count(*) FROM store WHERE id = 'a UUID'"), 1);
  EXPECT_THROW(migrate(database, identity), DatabaseError);  // it has one
}

TEST_F(SchemaTest, IsLeftAloneWhenItIsTheNewest) {
  Database database(file(), Access::read_write);
  migrate(database);
  const std::int64_t before = integer(database, "PRAGMA schema_version");
  migrate(database);
  EXPECT_EQ(integer(database, "PRAGMA schema_version"), before);
}

TEST_F(SchemaTest, IsMigratedOnlyOnRequest) {
  Database database(file(), Access::read_write);
  migrate(database, 4);
  try {
    require_newest_version(database);
    FAIL();
  } catch (const DatabaseError& error) {
    EXPECT_STREQ(
        error.what(),
        "the database is of schema version 4, this Berth knows 11: start the server of this"
        " Berth, which brings it there");
  }
  EXPECT_EQ(integer(database, "PRAGMA user_version"), 4);
  migrate(database);
  EXPECT_NO_THROW(require_newest_version(database));
}

TEST_F(SchemaTest, FindsReferrersPushedBeforeTheyWereRecorded) {
  Database database(file(), Access::read_write);
  migrate(database, 1);
  database.execute(R"sql(
    INSERT INTO registries (id, alias, created_at) VALUES ('123456789012', 'acme', 0);
    INSERT INTO repositories (key, registry_id, name, created_at)
    VALUES (1, '123456789012', 'web', 0);
    INSERT INTO manifests (sequence, content) VALUES
      (1, CAST('{"subject":{"digest":"sha256:s"},"annotations":{"k":"v"}}' AS BLOB)),
      (2, CAST('{"subject":"no object"}' AS BLOB)), (3, CAST('no JSON' AS BLOB));
    INSERT INTO images (repository, sequence, digest, media_type, artifact_media_type, size,
                        pushed_at)
    SELECT 1, sequence, 'sha256:' || sequence, 'm', 'a', 0, 0 FROM manifests;
  )sql");
  migrate(database);
  EXPECT_EQ(integer(database, "SELECT count(*) FROM referrers"), 1);
  EXPECT_EQ(integer(database,
                    "SELECT count(*) FROM referrers WHERE subject = 'sha256:s' AND digest ="
                    " 'sha256:1' AND media_type = 'm' AND artifact_type = 'a' AND size = 57"
                    " AND annotations = '{\"k\":\"v\"}'"),
            1);
}

TEST_F(SchemaTest, BooksUnnamedBlobsFromBeforeBooksWereKept) {
  Database database(file(), Access::read_write);
  migrate(database, 2);
  database.execute(R"sql(
    INSERT INTO registries (id, alias, created_at) VALUES ('123456789012', 'acme', 0);
    INSERT INTO repositories (key, registry_id, name, created_at)
    VALUES (1, '123456789012', 'web', 0);
    INSERT INTO repository_blobs VALUES (1, 'named', 5, 6), (1, 'unnamed', 5, 7);
    INSERT INTO image_layers VALUES (1, 'named', 1, 'm');
  )sql");
  migrate(database);
  EXPECT_EQ(integer(database, "SELECT count(*) FROM unnamed_blobs"), 1);
  EXPECT_EQ(integer(database, "SELECT since FROM unnamed_blobs WHERE digest = 'unnamed'"), 7);
}

TEST_F(SchemaTest, RecordsTheBlobsOfImagesPushedBefore) {
  Database database(file(), Access::read_write);
  migrate(database, 4);
  database.execute(R"sql(
    INSERT INTO registries (id, alias, created_at) VALUES ('123456789012', 'acme', 0);
    INSERT INTO repositories (key, registry_id, name, created_at)
    VALUES (1, '123456789012', 'web', 0);
    INSERT INTO manifests (sequence, content) VALUES
      (1, CAST('{"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"a"},'
            || '{"mediaType":"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",'
            || '"digest":"b"},{"mediaType":'
            || '"application/vnd.oci.image.layer.nondistributable.v1.tar+zstd","digest":"c"}]}'
            AS BLOB)),
      (2, CAST('no JSON .foreign.' AS BLOB)), (3, CAST('{"layers":".foreign."}' AS BLOB)),
      (4, CAST('{"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json",'
            || '"digest":"e"},{"digest":"f"},'
            || '{"mediaType":"application/vnd.buildkit.cacheconfig.v0","digest":"g"}]}' AS BLOB));
    INSERT INTO images (repository, sequence, digest, media_type, artifact_media_type, size,
                        pushed_at)
    SELECT 1, sequence, 'sha256:' || sequence, 'm', 'a', 0, 0 FROM manifests;
    INSERT INTO image_children (repository, child, parent)
    SELECT 1, digest, 'sha256:4' FROM (SELECT 'e' AS digest UNION SELECT 'f' UNION SELECT 'g');
    INSERT INTO repository_blobs VALUES (1, 'b', 5, 6), (1, 'g', 5, 6), (1, 'unnamed', 5, 7);
    INSERT INTO unnamed_blobs VALUES (1, 'b', 6), (1, 'g', 6), (1, 'unnamed', 7);
  )sql");
  migrate(database);
  EXPECT_EQ(integer(database, "SELECT count(*) FROM image_layers"), 3);
  EXPECT_EQ(integer(database, "SELECT image_sequence FROM image_layers WHERE digest = 'g'"), 4);
  EXPECT_EQ(integer(database, "SELECT count(*) FROM image_children WHERE child IN ('e', 'f')"), 2);
  EXPECT_EQ(integer(database, "SELECT count(*) FROM image_children"), 2);
  EXPECT_EQ(integer(database,
                    "SELECT count(*) FROM image_layers WHERE digest IN ('b', 'c')"
                    " AND image_sequence = 1 AND media_type LIKE 'application/%'"),
            2);
  EXPECT_EQ(integer(database, "SELECT count(*) FROM unnamed_blobs"), 1);
}

TEST_F(SchemaTest, RecordsTheDescriptorsOfIndexesPushedBefore) {
  Database database(file(), Access::read_write);
  migrate(database, 5);
  database.execute(R"sql(
    INSERT INTO registries (id, alias, created_at) VALUES ('123456789012', 'acme', 0);
    INSERT INTO repositories (key, registry_id, name, created_at)
    VALUES (1, '123456789012', 'web', 0);
    INSERT INTO manifests (sequence, content) VALUES
      (1, CAST('{"manifests":[{"mediaType":"m","digest":"a","size":7},{"digest":"b","size":8}]}'
            AS BLOB)),
      (2, CAST('no JSON' AS BLOB)), (3, CAST('{"manifests":[]}' AS BLOB));
    INSERT INTO images (repository, sequence, digest, media_type, artifact_media_type, size,
                        pushed_at)
    SELECT 1, sequence, 'sha256:' || sequence, 'm', 'a', 0, 0 FROM manifests;
    INSERT INTO image_children (repository, child, parent)
    VALUES (1, 'a', 'sha256:1'), (1, 'b', 'sha256:1'), (1, 'c', 'sha256:2'), (1, 'd', 'sha256:3');
  )sql");
  migrate(database);
  EXPECT_EQ(integer(database, "SELECT size FROM image_children WHERE child = 'a'"), 7);
  EXPECT_EQ(integer(database,
                    "SELECT count(*) FROM image_children WHERE (child, size, media_type) IN"
                    " (VALUES ('a', 7, 'm'), ('b', 8, ''))"),
            2);
  EXPECT_EQ(integer(database, "SELECT count(*) FROM image_children WHERE size IS NULL"), 2);
}

TEST_F(SchemaTest, GivesUsersIdsAndTiesPoliciesToThem) {
  Database database(file(), Access::read_write);
  migrate(database, 7);
  database.execute(R"sql(
    INSERT INTO registries (id, alias, created_at) VALUES ('123456789012', 'acme', 0);
    INSERT INTO users (registry_id, name, created_at)
    VALUES ('123456789012', 'ann', 0), ('123456789012', 'bob', 0), ('123456789012', 'cy', 0);
    INSERT INTO repositories (key, registry_id, name, created_at)
    VALUES (1, '123456789012', 'one', 0), (2, '123456789012', 'two', 0),
           (3, '123456789012', 'three', 0);
    INSERT INTO repository_policies (repository, text) VALUES
      (1, '{"Statement" : [ {"Principal" : {"AWS" : [ "arn:aws:iam::123456789012:user/ann",'
          || '"arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:user/gone" ]}},'
          || '{"NotPrincipal":{"AWS":"arn:aws:iam::1234567\u0038\u0039012:user\/bob"},'
          || '"Condition":{"StringEquals":{"aws:TagKeys":"arn:aws:iam::123456789012:user/cy"}}}]}'),
      (2, '{"Statement":{"Principal":"*"}}'), (3, 'no JSON');
  )sql");
  migrate(database);
  EXPECT_EQ(integer(database, "SELECT count(DISTINCT unique_id) FROM users"), 3);
  const std::vector<User> users =
      UserStatements(database).list(RegistryId::parse("123456789012").value());
  EXPECT_EQ(users.size(), 3U);
  const RepositoryPolicy policy = CatalogStatements(database).find_policy(1).value();
  EXPECT_THAT(policy.text, HasSubstr("user\\/bob"));  // unchanged
  EXPECT_THAT(policy.users, HasSubstr("user/ann\":\"" + std::string(users[0].id.text()) + '"'));
  EXPECT_THAT(policy.users, HasSubstr("user/bob\":\"" + std::string(users[1].id.text()) + '"'));
  EXPECT_THAT(policy.users, HasSubstr("user/gone\":\"AIDA"));
  EXPECT_THAT(policy.users, testing::Not(HasSubstr("user/cy")));
  EXPECT_EQ(integer(database, "SELECT count(*) FROM repository_policies WHERE users = ''"), 2);
}

TEST_F(SchemaTest, CountsWhatWasStoredBefore) {
  Database database(file(), Access::read_write);
  migrate(database, 8);
  database.execute(R"sql(
    INSERT INTO registries (id, alias, created_at) VALUES
      ('123456789012', 'acme', 0), ('210987654321', 'other', 0);
    INSERT INTO repositories (key, registry_id, name, image_count, created_at, deleted_at) VALUES
      (1, '123456789012', 'web', 2, 0, NULL), (2, '123456789012', 'app', 0, 0, NULL),
      (3, '123456789012', '~3', 0, 0, 5);
    INSERT INTO repository_blobs VALUES (1, 'a', 5, 6), (1, 'b', 7, 6), (2, 'a', 5, 6),
      (3, 'c', 11, 6);
    INSERT INTO unheld_blobs VALUES ('d', 13, 0), ('a', 5, 0);
    INSERT INTO manifests (sequence, content) VALUES (1, CAST('four' AS BLOB)),
      (2, CAST('more' AS BLOB));
    INSERT INTO images (repository, sequence, digest, media_type, artifact_media_type, size,
                        pushed_at)
    SELECT 1, sequence, 'sha256:' || sequence, 'm', 'a', 0, 0 FROM manifests;
    INSERT INTO tags SELECT 1, 'v' || sequence, 0, sequence, x'00' FROM images;
  )sql");
  migrate(database);
  UsageStatements usage(database);
  const Usage web{.images = 2, .tags = 2, .blobs = 2, .blob_bytes = 12, .manifest_bytes = 8};
  EXPECT_EQ(usage.find(1), web);
  EXPECT_EQ(usage.find(2), (Usage{.blobs = 1, .blob_bytes = 5}));
  EXPECT_EQ(usage.find(3), std::nullopt);
  const auto registries = usage.list_registries(10);
  ASSERT_EQ(registries.size(), 2U);
  EXPECT_EQ(registries[0].usage,
            (Usage{.images = 2, .tags = 2, .blobs = 3, .blob_bytes = 17, .manifest_bytes = 8}));
  EXPECT_EQ(registries[1].usage, Usage());
  EXPECT_EQ(registries[0].quota, StorageQuota());
  EXPECT_EQ(usage.stored_blobs(), (StoredBlobs{.count = 4, .size_bytes = 5 + 7 + 11 + 13}));
}

TEST_F(SchemaTest, PacksTheTagsOfVersion1) {
  Database database(file(), Access::read_write);
  migrate(database, 1);
  database.execute(R"sql(
    INSERT INTO registries (id, alias, created_at) VALUES ('123456789012', 'acme', 0);
    INSERT INTO repositories (key, registry_id, name, created_at)
    VALUES (1, '123456789012', 'web', 0);
    INSERT INTO tags
    SELECT 1, name, 'sha256:' || printf('%064d', 7), 'm', artifact, 8, 9, 10, 11
    FROM (SELECT 'v1' AS name, 'a' AS artifact UNION SELECT 'v2', '');
  )sql");
  migrate(database);
  std::vector<std::string> found;
  TagStatements(database).list(1, "", 10, [&](const TagView& tag) {
    EXPECT_EQ(tag.digest, "sha256:" + std::string(63, '0') + "7");
    EXPECT_EQ(tag.media_type, "m");
    EXPECT_EQ(tag.size_bytes, 8U);
    EXPECT_EQ(tag.image_pushed_at, from_milliseconds(9));
    EXPECT_EQ(tag.created_at, from_milliseconds(10));
    found.push_back(std::string(tag.name) + ":" + std::string(tag.artifact_media_type));
  });
  EXPECT_THAT(found, testing::ElementsAre("v1:a", "v2:"));
  EXPECT_EQ(integer(database, "SELECT sum(image_sequence) FROM tags"), 22);
}

TEST_F(SchemaTest, OrdersTheTagsPushedBeforeOrdersWereKept) {
  Database database(file(), Access::read_write);
  migrate(database, 1);
  database.execute(R"sql(
    INSERT INTO registries (id, alias, created_at) VALUES ('123456789012', 'acme', 0);
    INSERT INTO repositories (key, registry_id, name, created_at)
    VALUES (1, '123456789012', 'web', 0);
    INSERT INTO tags
    SELECT 1, name, 'sha256:' || printf('%064d', 7), 'm', '', 8, 9, moved, 11
    FROM (SELECT '1.9' AS name, 7 AS moved UNION SELECT '1.10', 5 UNION SELECT 'latest', 6);
  )sql");
  migrate(database);
  const auto names = [&](TagOrder order) {
    std::vector<std::string> found;
    TagListingStatements(database).find(1, {.order = order},
                                        [&](const TagView& tag) { found.emplace_back(tag.name); });
    return found;
  };
  EXPECT_THAT(names(TagOrder::version), testing::ElementsAre("1.10", "1.9", "latest"));
  EXPECT_THAT(names(TagOrder::newest), testing::ElementsAre("1.9", "latest", "1.10"));
}

TEST_F(SchemaTest, FindsRepositoriesMadeBeforeTheyCouldBeSearched) {
  Database database(file(), Access::read_write);
  migrate(database, 8);
  database.execute(R"sql(
    INSERT INTO registries (id, alias, display_name, created_at)
    VALUES ('123456789012', 'acme', 'Acme Inc.', 0);
    INSERT INTO aliases VALUES ('acme', '123456789012', 0, 0), ('other', '123456789012', 1, 0);
    INSERT INTO repositories (key, registry_id, name, created_at, deleted_at)
    VALUES (1, '123456789012', 'web', 0, NULL), (2, '123456789012', '~2', 0, 7);
    INSERT INTO repository_catalog (repository, description) VALUES (1, 'serves pages');
    INSERT INTO repository_labels VALUES (1, 0, 0, 'ARM 64'), (1, 1, 0, 'Linux');
  )sql");
  migrate(database);
  for (const char* text : {"we", "acme", "other", "inc", "pages"}) {
    RepositorySearch search{.words = {text}, .architectures = {"arm 64"}};
    search.operating_systems = {"linux"};
    EXPECT_EQ(SearchStatements(database).find(search).total, 1U) << text;
  }
  EXPECT_EQ(integer(database, "SELECT count(*) FROM repository_search"), 1);
  EXPECT_EQ(integer(database, "SELECT sum(standing) FROM registries"), 0);
}

TEST_F(SchemaTest, ListsTagsByDateAndByVersionAlongAnIndex) {
  Database database(file(), Access::read_write);
  migrate(database);
  TagListingStatements tags(database);
  tags.find(1, {.order = TagOrder::newest}, [](const TagView&) {});
  EXPECT_EQ(plan_of_the_last(database),
            "SEARCH tags USING COVERING INDEX tags_by_date"
            " (repository=? AND (created_at,name)<(?,?))\n");
  TagListingStatements more(database);
  more.find(1, {.order = TagOrder::version}, [](const TagView&) {});
  EXPECT_EQ(plan_of_the_last(database),
            "SEARCH tags USING COVERING INDEX tags_by_version"
            " (repository=? AND version_key>? AND (version_key,name)<(?,?))\n");
}

TEST_F(SchemaTest, IsRefusedAndLeftAloneIfNewer) {
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

TEST_F(SchemaTest, IsCreatedCompletelyOrNotAtAll) {
  Database database(file(), Access::read_write);
  database.execute("CREATE TABLE tag_history (in_the_way INTEGER)");
  EXPECT_THROW(migrate(database), DatabaseError);
  EXPECT_EQ(integer(database, "SELECT count(*) FROM sqlite_schema"), 1);
  EXPECT_EQ(integer(database, "PRAGMA user_version"), 0);
}

TEST_F(SchemaTest, ListsTagsInTheOrderOfTheirTable) {
  Database database(file(), Access::read_write);
  migrate(database);
  TagStatements tags(database);
  tags.list(1, "", 10, [](const TagView&) {});
  EXPECT_EQ(plan_of_the_last(database),
            "SEARCH tags USING PRIMARY KEY (repository=? AND name>?)\n");
}

TEST_F(SchemaTest, FindsAManifestByTagWithTwoLookUps) {
  Database database(file(), Access::read_write);
  migrate(database);
  TagStatements tags(database);
  EXPECT_FALSE(tags.find_manifest(1, *TagName::parse("v1")));
  EXPECT_EQ(plan_of_the_last(database),
            "SEARCH t USING PRIMARY KEY (repository=? AND name=?)\n"
            "SEARCH m USING INTEGER PRIMARY KEY (rowid=?)\n");
}

TEST_F(SchemaTest, FindsTheHoldersOfABlobByItsDigest) {
  Database database(file(), Access::read_write);
  migrate(database);
  RepositoryStatements repositories(database);
  EXPECT_FALSE(repositories.find_blob(*RegistryId::parse("123456789012"), Digest::of("layer")));
  EXPECT_EQ(plan_of_the_last(database),
            "SEARCH b USING INDEX repository_blobs_by_digest (digest=?)\n"
            "SEARCH p USING INTEGER PRIMARY KEY (rowid=?)\n");
}

TEST_F(SchemaTest, FindsTheReferrersOfATypeByTheirType) {
  Database database(file(), Access::read_write);
  migrate(database);
  ReferrerStatements referrers(database);
  referrers.list(1, Digest::of("image"), "type", "", 10, [](const ReferrerView&) { return true; });
  EXPECT_EQ(plan_of_the_last(database),
            "SEARCH referrers USING INDEX referrers_by_type"
            " (repository=? AND subject=? AND artifact_type=? AND digest>?)\n");
}

}  // namespace
}  // namespace berth::storage::sqlite
