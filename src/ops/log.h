// The server's log: one JSON object per line,
// {"time":"...","level":"info","event":"listening",...}. Values are never secrets: callers log the
// name of a thing, not its key.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <variant>

#include "base/clock.h"

namespace berth::ops {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

struct LogField {
  std::string_view name;
  std::variant<std::string_view, std::int64_t, std::uint64_t> value;
};

// Lines gather in memory, and a thread of the log writes them together, at the latest after
// kFlushInterval, and at once for `warning` and above: a line costs its text, not a system call.
// The reader may be slow or gone; write() never waits for it. Lines that do not fit are dropped;
// before the next line that fits, another one says how many were dropped ("log_lines_dropped"). Any
// thread may call. The process must ignore SIGPIPE.
class Log {
 public:
  static constexpr std::chrono::milliseconds kFlushInterval{200};
  static constexpr std::size_t kBufferBytes = std::size_t{64} * 1024;
  // Some ten thousand lines: seconds of a busy server. As much again may be being written.
  static constexpr std::size_t kMaxWaitingBytes = std::size_t{4} * 1024 * 1024;
  // How long a stalled reader can delay the end of a server.
  static constexpr std::chrono::milliseconds kMaxFlushTime{1000};

  // `descriptor` is borrowed, and written to until the log is destroyed.
  Log(int descriptor, LogLevel threshold, const Clock& clock);
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  // Writes what is left, as far as the reader takes it within kMaxFlushTime.
  ~Log();

  [[nodiscard]] bool takes(LogLevel level) const { return level >= threshold_; }
  void write(LogLevel level, std::string_view event, std::span<const LogField> fields);
  void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    write(level, event, std::span(fields.begin(), fields.size()));
  }
  // Waits until all earlier lines are written, but no longer than kMaxFlushTime.
  void flush();

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  void append(std::string_view time, LogLevel level, std::string_view event,
              std::span<const LogField> fields);
  void wake_flusher();
  void flush_periodically();
  void write_out(std::string_view rest);
  bool wait_for_room();

  const int descriptor_;
  const LogLevel threshold_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable written_;
  std::string buffer_;
  std::uint64_t dropped_lines_ = 0;    // not reported by a line yet
  std::uint64_t batches_taken_ = 0;    // out of the buffer
  std::uint64_t batches_written_ = 0;  // or given up
  bool in_a_hurry_ = false;
  std::optional<SteadyTime> give_up_at_;  // set: the log is ending
  std::thread flusher_;
};

}  // namespace berth::ops
