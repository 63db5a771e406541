#include "app/administration_copier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fstream>

#include "base/file.h"
#include "base/test_support.h"

namespace berth::app {
namespace {

using testing::HasSubstr;
using testing::Not;

class AdministrationCopierTest : public testing::Test {
 protected:
  std::string copied() {
    copier_.copy_new();
    log_.flush();
    std::string text(65'536, '\0');
    text.resize(static_cast<std::size_t>(
        ::pread(log_file_.descriptor(), text.data(), text.size(), /*offset=*/0)));
    return text;
  }

  TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_.path() / "administration.log";
  SystemClock clock_;
  File log_file_{::memfd_create("log", MFD_CLOEXEC)};
  ops::Log log_{log_file_.descriptor(), ops::LogLevel::info, clock_};
  AdministrationCopier copier_{file_, log_};
};

TEST_F(AdministrationCopierTest, CopiesEachChangeOnce) {
  EXPECT_EQ(copied(), "");
  ops::record_change(file_, clock_, "berth user delete",
                     {.resource = "arn:aws:iam::123456789012:user/ci", .detail = ""});
  copied();
  const std::string text = copied();
  EXPECT_EQ(text.find("\"administration\""), text.rfind("\"administration\""));
  EXPECT_THAT(text, HasSubstr(R"("command":"berth user delete",)"
                              R"("resource":"arn:aws:iam::123456789012:user/ci",)"
                              R"("uid":)" +
                              std::to_string(::geteuid())));
}

TEST_F(AdministrationCopierTest, ReportsAnInvalidLineAndCopiesTheNext) {
  std::ofstream(file_) << "no \xff JSON\n{\"command\":\"berth gc\",\"uid\":\"x\",\"user\":7}\n";
  const std::string text = copied();
  EXPECT_THAT(text, HasSubstr(R"("reason":"a line is not JSON: no _ JSON")"));
  EXPECT_THAT(text, HasSubstr(R"("event":"administration","command":"berth gc"})"));
}

TEST_F(AdministrationCopierTest, ReportsAnUnreadableFileOnce) {
  std::filesystem::create_symlink("/proc/self/mem", file_);
  copied();
  const std::string text = copied();
  EXPECT_THAT(text, HasSubstr("administration_unreadable"));
  EXPECT_EQ(text.find("administration_unreadable"), text.rfind("administration_unreadable"));
  std::filesystem::remove(file_);
  ops::record_change(file_, clock_, "berth gc", {});
  EXPECT_THAT(copied(), HasSubstr("berth gc"));
}

}  // namespace
}  // namespace berth::app
