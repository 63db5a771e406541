#include "ops/log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

#include "base/file.h"

namespace berth::ops {
namespace {

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return from_milliseconds(1767323045678); }
};

class LogTest : public testing::Test {
 protected:
  LogTest() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC), 0);
    reader_ = File(ends[0]);
    writer_ = File(ends[1]);
  }
  std::string written() {
    std::array<char, 4096> buffer{};
    const ssize_t count = ::read(reader_.descriptor(), buffer.data(), buffer.size());
    return count > 0 ? std::string(buffer.data(), static_cast<std::size_t>(count)) : "";
  }

  FixedClock clock_;
  File reader_;
  File writer_;
};

TEST_F(LogTest, WritesOneJsonObjectALine) {
  Log log(writer_.descriptor(), LogLevel::info, clock_);
  log.write(LogLevel::info, "request", {{"path", "/a\"b"}, {"status", std::uint64_t{200}}});
  log.flush();
  EXPECT_EQ(written(), R"({"time":"2026-01-02T03:04:05.678Z","level":"info","event":"request",)"
                       R"("path":"/a\"b","status":200})"
                       "\n");
}

TEST_F(LogTest, LeavesOutWhatIsBelowItsThreshold) {
  Log log(writer_.descriptor(), LogLevel::warning, clock_);
  log.write(LogLevel::info, "quiet", {});
  log.flush();
  EXPECT_EQ(written(), "");
}

TEST_F(LogTest, WritesWarningsAtOnce) {
  Log log(writer_.descriptor(), LogLevel::info, clock_);
  log.write(LogLevel::warning, "loud", {});
  EXPECT_NE(written().find("loud"), std::string::npos);
}

TEST_F(LogTest, LosesNothingWhenItEnds) {
  {
    Log(writer_.descriptor(), LogLevel::info, clock_).write(LogLevel::info, "last", {});
  }
  EXPECT_NE(written().find("last"), std::string::npos);
}

}  // namespace
}  // namespace berth::ops
