// One test for each file in cases/, found when the program starts: a new case is a new file.
#include <gtest/gtest.h>

#include "runner/case_test.h"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  for (const std::filesystem::path& file : berth::cases::case_files(BERTH_CASES_FOLDER)) {
    const std::string suite = "Cases_" + file.parent_path().filename().string();
    testing::RegisterTest(suite.c_str(), file.stem().c_str(), nullptr, nullptr, file.c_str(), 1,
                          [file]() -> testing::Test* { return new berth::cases::CaseTest(file); });
  }
  const int result = RUN_ALL_TESTS();
  // ctest runs one case at a time, by a filter that must fit.
  const bool has_run = testing::UnitTest::GetInstance()->test_to_run_count() > 0;
  return has_run ? result : 1;
}
