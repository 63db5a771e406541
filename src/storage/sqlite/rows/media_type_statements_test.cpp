#include "storage/sqlite/rows/media_type_statements.h"

#include "storage/sqlite/engine/test_support.h"
#include "storage/sqlite/schema/schema.h"

namespace berth::storage::sqlite {
namespace {

using MediaTypeTest = DatabaseTest;

TEST_F(MediaTypeTest, HasATextForEachOfAnyNumberOfMediaTypes) {
  Database database(file(), Access::read_write);
  migrate(database);
  MediaTypeStatements media_types(database);
  constexpr MediaTypeId kCount = MediaTypeStatements::kMaxRemembered + 3;
  {
    Transaction transaction(database, Access::read_write);
    for (MediaTypeId i = 1; i <= kCount; ++i) {
      EXPECT_EQ(media_types.id_of("type/" + std::to_string(i)), i);
    }
    transaction.commit();
  }
  for (MediaTypeId i = 1; i < kCount; ++i) {
    const std::string_view one = media_types.text_of(i);
    const std::string_view next = media_types.text_of(i + 1);
    EXPECT_EQ(one, "type/" + std::to_string(i));
    EXPECT_EQ(next, "type/" + std::to_string(i + 1));
  }
}

}  // namespace
}  // namespace berth::storage::sqlite
