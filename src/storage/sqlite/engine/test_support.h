// A folder for the database of one test.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>

#include "base/test_support.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

class DatabaseTest : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "test.db"; }
  static std::int64_t integer(Database& database, Sql sql) {
    Statement statement(database, sql);
    Statement::Run row = statement.run();
    EXPECT_TRUE(row.step());
    return row.integer(0);
  }

 private:
  const TemporaryFolder folder_;
};

}  // namespace berth::storage::sqlite
