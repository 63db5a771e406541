// The server's log: one JSON object a line, {"time":"...","level":"info","event":"listening",...}.
// Values are never secrets: whoever logs names a thing, not its key.
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

enum class LogLevel { debug, info, warning, error };

struct LogField {
  std::string_view name;
  std::variant<std::string_view, std::int64_t, std::uint64_t> value;
};

// Lines gather in memory and are written together by a thread of the log, at the latest after
// kFlushInterval, from `warning` on at once: a line costs its text, not a system call. Whoever
// reads them may be slow or gone; write() never waits for him. Lines that there is no room for are
// dropped, and the next one that there is room for comes after one that says how many those were
// ("log_lines_dropped"). Any thread may call. The process ignores SIGPIPE.
class Log {
 public:
  static constexpr std::chrono::milliseconds kFlushInterval{200};
  static constexpr std::size_t kBufferBytes = std::size_t{64} * 1024;
  // Some ten thousand lines: seconds of a busy server. As much again may be on its way out.
  static constexpr std::size_t kMaxWaitingBytes = std::size_t{4} * 1024 * 1024;
  // What a reader who takes nothing can hold up the end of a server by.
  static constexpr std::chrono::milliseconds kMaxFlushTime{1000};

  // `descriptor` is borrowed, and written to until the log is destroyed.
  Log(int descriptor, LogLevel threshold, const Clock& clock);
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  // Writes what is left, as far as it is taken within kMaxFlushTime.
  ~Log();

  [[nodiscard]] bool takes(LogLevel level) const { return level >= threshold_; }
  void write(LogLevel level, std::string_view event, std::span<const LogField> fields);
  void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    write(level, event, std::span(fields.begin(), fields.size()));
  }
  // Waits until everything before is written, but no longer than kMaxFlushTime.
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
  std::uint64_t dropped_lines_ = 0;    // that no line has told of
  std::uint64_t batches_taken_ = 0;    // out of the buffer
  std::uint64_t batches_written_ = 0;  // or given up
  bool in_a_hurry_ = false;
  std::optional<SteadyTime> give_up_at_;  // set: the log ends
  std::thread flusher_;
};

}  // namespace berth::ops
