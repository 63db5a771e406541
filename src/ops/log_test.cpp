#include "ops/log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <sstream>

#include "base/file.h"
#include "base/test_clocks.h"

namespace berth::ops {
namespace {

// For events that come at once, but much later on a busy machine.
constexpr int kPatienceMs = 20'000;

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

  const FixedClock clock_{from_milliseconds(1'767'323'045'678)};
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

TEST_F(LogTest, OmitsLinesBelowItsThreshold) {
  Log log(writer_.descriptor(), LogLevel::warning, clock_);
  log.write(LogLevel::info, "quiet", {});
  log.flush();
  EXPECT_EQ(written(), "");
}

TEST_F(LogTest, WritesALineWithoutAFlush) {
  Log log(writer_.descriptor(), LogLevel::info, clock_);
  for (const LogLevel level : {LogLevel::info, LogLevel::warning}) {
    log.write(level, "some", {});
    pollfd reader{reader_.descriptor(), POLLIN, 0};
    ASSERT_EQ(::poll(&reader, 1, kPatienceMs), 1);
    EXPECT_NE(written().find("some"), std::string::npos);
  }
}

TEST_F(LogTest, LosesNothingWhenItEnds) {
  {
    Log(writer_.descriptor(), LogLevel::info, clock_).write(LogLevel::info, "last", {});
  }
  EXPECT_NE(written().find("last"), std::string::npos);
}

// Like standard error often is: shared, and so not O_NONBLOCK.
class LogToASlowReader : public LogTest {
 protected:
  static constexpr std::uint64_t kManyLines = 100'000;

  LogToASlowReader() {
    EXPECT_EQ(::fcntl(writer_.descriptor(), F_SETFL, 0), 0);
    EXPECT_EQ(::fcntl(reader_.descriptor(), F_SETFL, 0), 0);
  }
  // Writes more than a log holds.
  static void write_many(Log& log) {
    const std::string text(2 * Log::kMaxWaitingBytes / kManyLines, 'x');
    for (std::uint64_t i = 0; i < kManyLines; ++i) {
      log.write(i % 2 == 0 ? LogLevel::info : LogLevel::error, "one of many", {{"text", text}});
    }
  }
};

TEST_F(LogToASlowReader, NeverBlocksWritersWhileNothingIsRead) {
  Log log(writer_.descriptor(), LogLevel::info, clock_);
  write_many(log);
  log.flush();
}

TEST_F(LogToASlowReader, SaysHowManyLinesItDropped) {
  Log log(writer_.descriptor(), LogLevel::info, clock_);
  write_many(log);
  std::string text;
  std::uint64_t written_lines = kManyLines;
  std::size_t searched = 0;
  for (; text.find("log_lines_dropped", searched) == std::string::npos; ++written_lines) {
    searched = text.rfind('\n') + 1;
    text += written();
    log.write(LogLevel::info, "more", {});
  }
  log.write(LogLevel::info, "end", {});
  ++written_lines;
  while (!text.ends_with("\"event\":\"end\"}\n")) text += written();

  std::uint64_t lines = 0;
  std::uint64_t dropped_lines = 0;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    const std::size_t said = line.find("\"lines\":");
    if (said == std::string::npos) {
      ++lines;
    } else {
      dropped_lines += std::stoull(line.substr(said + std::string_view("\"lines\":").size()));
    }
  }
  EXPECT_GT(dropped_lines, 0U);
  EXPECT_EQ(lines + dropped_lines, written_lines);
}

TEST_F(LogToASlowReader, GoesOnAfterTheReaderHasGone) {
  std::signal(SIGPIPE, SIG_IGN);
  Log log(writer_.descriptor(), LogLevel::info, clock_);
  reader_.close();
  write_many(log);
  log.flush();
}

}  // namespace
}  // namespace berth::ops
