// How much of a deleted repository is removed at a time; tests/contract/ covers every garbage
// store.
#include "storage/sqlite/sqlite_garbage_store.h"

#include "storage/sqlite/engine/test_support.h"
#include "storage/sqlite/sqlite_account_store.h"
#include "storage/sqlite/sqlite_metadata_store.h"

namespace berth::storage::sqlite {
namespace {

class SqlitePurgeTest : public DatabaseTest {
 protected:
  SqlitePurgeTest() {
    const Registry registry{
        .id = account_, .alias = *RegistryAlias::parse("acme"), .created_at = at(0)};
    const AccessKey key{
        .principal = {.registry = account_, .user_name = "admin", .access_key_id = "AKID"},
        .sealed_secret = "",
        .created_at = {}};
    EXPECT_TRUE(SqliteAccountStore(database_).create_registry(registry, key, {}, {}));
    web_.emplace(
        store_
            .create_repository(
                {.registry = account_, .name = *RepositoryName::parse("web"), .created_at = at(0)},
                {})
            .value());
  }

  static Timestamp at(std::int64_t ms) { return from_milliseconds(ms); }
  static NewImage image(std::string content) {
    return {.digest = Digest::of(content),
            .media_type = "type",
            .artifact_media_type = "",
            .content = std::move(content),
            .size_bytes = 1,
            .layers = {},
            .children = {}};
  }
  void push(const NewImage& image, std::vector<TagName> tags = {}) {
    ASSERT_TRUE(store_.put_image({.repository = *web_,
                                  .image = image,
                                  .tags = std::move(tags),
                                  .author = {.at = at(0), .user = "admin"}}));
  }
  // Deletes the repository, and the rest of it in steps of up to `limit` rows. Returns how many
  // steps left something.
  int delete_in_steps(std::size_t limit) {
    EXPECT_TRUE(store_.delete_repository(*web_, RepositoryContent::is_deleted_too, {.at = at(9)}));
    int steps = 0;
    while (garbage_.purge_repositories(limit) == PurgeOutcome::some_rows) ++steps;
    EXPECT_EQ(garbage_.purge_repositories(limit), PurgeOutcome::nothing_to_do);
    EXPECT_TRUE(store_.list_images(web_->key, 0, 1).empty());
    return steps;
  }

  const RegistryId account_ = *RegistryId::parse("123456789012");
  SqliteDatabase database_{{.file = file(), .reader_count = 1}};
  SqliteMetadataStore store_{database_, Quotas()};
  SqliteGarbageStore garbage_{database_};
  std::optional<Repository> web_;
};

TEST_F(SqlitePurgeTest, RemovesALargeRepositoryPieceByPiece) {
  for (int i = 0; i < 300; ++i) {
    const std::string number = std::to_string(i);
    push(image(number), {*TagName::parse("v" + number)});
  }
  EXPECT_GT(delete_in_steps(100), 3);
}

TEST_F(SqlitePurgeTest, RemovesLargeManifestsAFewAtATime) {
  for (const char letter : {'a', 'b', 'c', 'd'}) push(image(std::string(3 << 20, letter)));
  // The first was deleted with the repository, the last step ends it.
  EXPECT_EQ(delete_in_steps(1000), 2);
}

TEST_F(SqlitePurgeTest, RemovesAnImageOfManyLayersPieceByPiece) {
  constexpr int kLayers = 500;
  NewImage large = image("large");
  for (int i = 0; i < kLayers; ++i) {
    const Blob blob{.digest = Digest::of(std::to_string(i)), .size_bytes = 1};
    ASSERT_TRUE(store_.link_blob(web_->key, blob, at(0)));
    large.layers.push_back({.blob = blob, .media_type = "layer"});
  }
  push(large);
  // The layers were deleted with it. Only the image and the links are left.
  EXPECT_EQ(delete_in_steps(100), kLayers / 100);
}

}  // namespace
}  // namespace berth::storage::sqlite
