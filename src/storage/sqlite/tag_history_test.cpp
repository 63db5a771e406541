// The history of tags, which the port writes and does not read yet.
#include <gmock/gmock.h>

#include "storage/sqlite/sqlite_account_store.h"
#include "storage/sqlite/sqlite_metadata_store.h"
#include "storage/sqlite/test_support.h"

namespace berth::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TagHistoryTest : public DatabaseTest {
 protected:
  Repository make_repository() {
    const Timestamp now = from_milliseconds(0);
    const Registry registry{.id = *RegistryId::parse("123456789012"),
                            .alias = *RegistryAlias::parse("acme"),
                            .created_at = now};
    const AccessKey key{
        .principal = {.registry = registry.id, .user_name = "admin", .access_key_id = "AKID"},
        .sealed_secret = "",
        .created_at = now};
    EXPECT_TRUE(accounts_.create_registry(registry, key, {}));
    return *store_.create_repository(
        {.registry = registry.id, .name = *RepositoryName::parse("web"), .created_at = now});
  }
  Digest push(std::string_view content, std::string_view actor, std::int64_t now_ms) {
    const NewImage image{.digest = Digest::of(content),
                         .media_type = "type",
                         .artifact_media_type = "",
                         .content = std::string(content),
                         .size_bytes = 0,
                         .layers = {},
                         .children = {}};
    EXPECT_TRUE(store_.put_image(repository_, image, {tag_}, References::must_exist, actor,
                                 from_milliseconds(now_ms)));
    return image.digest;
  }
  // "actor time: from -> to", with the first digits of the digests.
  std::vector<std::string> history() const {
    Database database(file(), Access::read_only);
    Statement select(database,
                     "SELECT actor || ' ' || moved_at || ': ' || substr(from_digest, 8, 4) ||"
                     " ' -> ' || substr(to_digest, 8, 4) FROM tag_history ORDER BY id");
    std::vector<std::string> movements;
    Statement::Run row = select.run();
    while (row.step()) movements.emplace_back(row.text(0));
    return movements;
  }
  static std::string start_of(const Digest& digest) {
    return std::string(digest.hex().substr(0, 4));
  }

  SqliteDatabase database_{{.file = file(), .reader_count = 1}};
  SqliteAccountStore accounts_{database_};
  SqliteMetadataStore store_{database_, Quotas()};
  const TagName tag_ = *TagName::parse("latest");
  const Repository repository_ = make_repository();
};

TEST_F(TagHistoryTest, HasOneRowForEachMovementOfATag) {
  const Digest first = push("first", "ann", 1);
  const Digest second = push("second", "bob", 2);
  ASSERT_TRUE(store_.delete_tag(repository_, tag_, std::nullopt, UntaggedImage::stays, "cyd",
                                from_milliseconds(3)));
  EXPECT_THAT(history(), ElementsAre("ann 1:  -> " + start_of(first),
                                     "bob 2: " + start_of(first) + " -> " + start_of(second),
                                     "cyd 3: " + start_of(second) + " -> "));
}

TEST_F(TagHistoryTest, HasNoRowForAPushThatMovesNothing) {
  push("first", "ann", 1);
  push("first", "bob", 2);
  EXPECT_EQ(history().size(), 1U);
}

TEST_F(TagHistoryTest, HasARowForEachTagThatGoesWithItsImage) {
  const Digest image = push("first", "ann", 1);
  ASSERT_TRUE(store_.delete_image(repository_, image, "bob", from_milliseconds(2)));
  EXPECT_THAT(history(),
              ElementsAre("ann 1:  -> " + start_of(image), "bob 2: " + start_of(image) + " -> "));
}

TEST_F(TagHistoryTest, GoesWithItsRepository) {
  push("first", "ann", 1);
  ASSERT_TRUE(store_.delete_repository(repository_.registry, repository_.name,
                                       RepositoryContent::is_deleted_too));
  EXPECT_THAT(history(), IsEmpty());
}

}  // namespace
}  // namespace berth::storage
