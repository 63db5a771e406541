// A folder for the database of one test.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "storage/sqlite/database.h"

namespace berth::storage {

class DatabaseTest : public testing::Test {
 protected:
  DatabaseTest()
      : folder_(std::filesystem::path(testing::TempDir()) /
                (std::string("berth-sqlite-") +
                 testing::UnitTest::GetInstance()->current_test_info()->test_suite_name() + "-" +
                 testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
  }
  ~DatabaseTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::filesystem::path file() const { return folder_ / "test.db"; }
  static std::int64_t integer(Database& database, Sql sql) {
    Statement statement(database, sql);
    Statement::Run row = statement.run();
    EXPECT_TRUE(row.step());
    return row.integer(0);
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace berth::storage
