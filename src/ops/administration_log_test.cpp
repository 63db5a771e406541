#include "ops/administration_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <thread>

#include "base/test_support.h"

namespace berth::ops {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class AdministrationLogTest : public testing::Test {
 protected:
  void record(const std::string& detail) {
    record_change(file_, clock_, "berth key create",
                  {.resource = "arn:aws:iam::123456789012:user/ci", .detail = detail});
  }
  static std::string content(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator(in), {}};
  }
  void append(const std::string& text) { std::ofstream(file_, std::ios::app) << text; }

  TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_.path() / "administration.log";
  const std::filesystem::path old_ = folder_.path() / "administration.log.old";
  SystemClock clock_;
};

TEST_F(AdministrationLogTest, SaysWhoDidWhatToWhat) {
  ::setenv("SUDO_USER", "al\xff\nice", 1);
  record("AKIAIOSFODNN7EXAMPLE");
  ::unsetenv("SUDO_USER");
  EXPECT_THAT(content(file_), HasSubstr("\"uid\":" + std::to_string(::geteuid())));
  EXPECT_THAT(content(file_), HasSubstr(R"("sudo_user":"al__ice","command":"berth key create",)"
                                        R"("resource":"arn:aws:iam::123456789012:user/ci",)"
                                        R"("detail":"AKIAIOSFODNN7EXAMPLE"})"
                                        "\n"));
  struct stat status{};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(AdministrationLogTest, IsNotWrittenThroughALinkOrIntoASocket) {
  EXPECT_TRUE(check_administration_log(file_));
  std::filesystem::create_symlink(folder_.path() / "elsewhere", file_);
  EXPECT_FALSE(check_administration_log(file_));
  EXPECT_THROW(record("x"), std::system_error);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "elsewhere"));
  std::filesystem::remove(file_);
  ASSERT_EQ(::mkfifo(file_.c_str(), 0600), 0);
  EXPECT_FALSE(check_administration_log(file_));
  EXPECT_THROW(record("x"), std::system_error);
}

TEST_F(AdministrationLogTest, IsRefusedWhereItCannotBeMade) {
  const auto refused = check_administration_log(folder_.path() / "missing/administration.log");
  ASSERT_FALSE(refused);
  EXPECT_EQ(
      refused.error().reason,
      "cannot be written (No such file or directory): what commands change is recorded there");
  EXPECT_TRUE(check_administration_log(file_));
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(AdministrationLogTest, StartsANewLineAfterATruncatedOne) {
  append("{\"time\":\"20");
  record("x");
  EXPECT_TRUE(content(file_).starts_with("{\"time\":\"20\n{\"time\":\"2"));
}

TEST_F(AdministrationLogTest, KeepsTheLastTwoFiles) {
  for (const char first : {'a', 'b'}) {
    std::ofstream(file_) << first << std::string(kMaxAdministrationLogBytes - 2, 'x') << '\n';
    record("x");
    EXPECT_EQ(content(old_).front(), first);
    EXPECT_LT(content(file_).size(), 1000U);
  }
}

TEST_F(AdministrationLogTest, LosesNoLineWhenManyWriteDuringARotation) {
  constexpr int kThreads = 4;
  constexpr int kLines = 20;
  append(std::string(kMaxAdministrationLogBytes - 1000, '\n'));
  {
    std::vector<std::jthread> writers;
    writers.reserve(kThreads);
    for (int i = 0; i < kThreads; ++i) {
      writers.emplace_back([this] {
        for (int line = 0; line < kLines; ++line) record("x");
      });
    }
  }
  const std::string all = content(old_) + content(file_);
  std::size_t count = 0;
  for (std::size_t at = all.find('{'); at != std::string::npos; at = all.find('{', at + 1)) {
    ++count;
  }
  EXPECT_EQ(count, std::size_t{kThreads} * kLines);
  EXPECT_TRUE(std::filesystem::exists(old_));
}

TEST_F(AdministrationLogTest, IsFollowedFromItsEnd) {
  append("before\n");
  AdministrationLogReader reader(file_);
  EXPECT_THAT(reader.take_lines(), IsEmpty());
  append("one\ntwo\nhal");
  EXPECT_THAT(reader.take_lines(), ElementsAre("one", "two"));
  EXPECT_THAT(reader.take_lines(), IsEmpty());
  append("f\n");
  EXPECT_THAT(reader.take_lines(), ElementsAre("half"));
}

TEST_F(AdministrationLogTest, IsReadFromItsStartIfCreatedLater) {
  AdministrationLogReader reader(file_);
  EXPECT_THAT(reader.take_lines(), IsEmpty());
  append("one\n");
  EXPECT_THAT(reader.take_lines(), ElementsAre("one"));
}

TEST_F(AdministrationLogTest, IsReadToItsEndAfterARotation) {
  append("before\n");
  AdministrationLogReader reader(file_);
  append("one\n");
  std::filesystem::rename(file_, old_);
  append("two\n");
  EXPECT_THAT(reader.take_lines(), ElementsAre("one"));
  EXPECT_THAT(reader.take_lines(), IsEmpty());
  EXPECT_THAT(reader.take_lines(), ElementsAre("two"));
}

TEST_F(AdministrationLogTest, IsReadPastAnythingTooLongForALine) {
  AdministrationLogReader reader(file_);
  append(std::string(2 * AdministrationLogReader::kMaxPieceBytes, 'x') + "\none\n");
  std::vector<std::string> lines;
  while (lines.empty()) lines = reader.take_lines();
  EXPECT_EQ(lines.back(), "one");
}

}  // namespace
}  // namespace berth::ops
