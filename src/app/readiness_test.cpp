#include "app/readiness.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <stdexcept>

#include "base/clock.h"
#include "base/file.h"

namespace berth::app {
namespace {

class ReadinessTest : public testing::Test {
 protected:
  std::string log_text() {
    log_.flush();
    std::string text(4096, '\0');
    text.resize(
        static_cast<std::size_t>(::pread(log_file_.descriptor(), text.data(), text.size(), 0)));
    return text;
  }
  std::size_t count_in_log(std::string_view what) {
    const std::string text = log_text();
    std::size_t count = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
    return count;
  }

  SystemClock clock_;
  File log_file_{::memfd_create("log", MFD_CLOEXEC)};
  ops::Log log_{log_file_.descriptor(), ops::LogLevel::info, clock_};
};

TEST_F(ReadinessTest, ReportsTheFirstFault) {
  Readiness readiness(log_, std::chrono::seconds(0));
  std::optional<std::string> wrong;
  readiness.add_check([] { return std::nullopt; });
  readiness.add_check([&] { return wrong; });
  readiness.add_check([&]() -> std::optional<std::string> {
    if (wrong) throw std::logic_error("asked in vain");
    return std::nullopt;
  });
  EXPECT_EQ(readiness.find_fault(), std::nullopt);
  wrong = "no room";
  EXPECT_EQ(readiness.find_fault(), "no room");
  EXPECT_EQ(readiness.find_fault(), "no room");
  wrong.reset();
  EXPECT_EQ(readiness.find_fault(), std::nullopt);
  EXPECT_EQ(count_in_log(R"("event":"not_ready","reason":"no room")"), 1U);
  EXPECT_EQ(count_in_log(R"("event":"ready_again")"), 1U);
}

TEST_F(ReadinessTest, TakesAnExceptionFromACheckForAFault) {
  Readiness readiness(log_);
  readiness.add_check([]() -> std::optional<std::string> { throw std::runtime_error("broken"); });
  EXPECT_EQ(readiness.find_fault(), "broken");
}

TEST_F(ReadinessTest, ChecksOnceHoweverOftenItIsAsked) {
  Readiness readiness(log_, std::chrono::hours(1000));
  int checks = 0;
  readiness.add_check([&] {
    ++checks;
    return std::nullopt;
  });
  for (int i = 0; i < 10; ++i) EXPECT_EQ(readiness.find_fault(), std::nullopt);
  EXPECT_EQ(checks, 1);
}

TEST_F(ReadinessTest, KnowsAtOnceThatTheServerStops) {
  Readiness readiness(log_, std::chrono::hours(1000));
  EXPECT_EQ(readiness.find_fault(), std::nullopt);
  readiness.start_draining();
  EXPECT_EQ(readiness.find_fault(), "draining: the server stops");
}

TEST_F(ReadinessTest, RemembersDamageAndLogsItOnceWithTheRemedy) {
  Readiness readiness(log_, std::chrono::hours(1000));
  EXPECT_EQ(readiness.find_fault(), std::nullopt);
  readiness.note_damage(
      {.what = "metadata.db: database disk image is malformed", .remedy = "run `berth fsck`"});
  readiness.note_damage({.what = "metadata.db: disk I/O error", .remedy = {}});
  EXPECT_EQ(readiness.find_fault(),
            "the database is damaged: metadata.db: database disk image is malformed");
  EXPECT_EQ(count_in_log("database_damaged"), 1U);
  EXPECT_EQ(count_in_log("berth fsck"), 1U);
}

}  // namespace
}  // namespace berth::app
