// The server's log: one JSON object a line, {"time":"...","level":"info","event":"listening",...}.
// Values are never secrets: whoever logs names a thing, not its key.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
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

// Lines gather in memory and are written together, at the latest after kFlushInterval, at once from
// `warning` on: a line costs its text, not a system call. Any thread may call.
class Log {
 public:
  static constexpr std::chrono::milliseconds kFlushInterval{200};
  static constexpr std::size_t kBufferBytes = std::size_t{64} * 1024;

  // `descriptor` is borrowed, and written to until the log is destroyed.
  Log(int descriptor, LogLevel threshold, const Clock& clock);
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  ~Log();

  [[nodiscard]] bool takes(LogLevel level) const { return level >= threshold_; }
  void write(LogLevel level, std::string_view event, std::span<const LogField> fields);
  void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    write(level, event, std::span(fields.begin(), fields.size()));
  }
  void flush();

 private:
  void flush_locked();
  void flush_periodically();

  const int descriptor_;
  const LogLevel threshold_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::string buffer_;
  bool stopping_ = false;
  std::thread flusher_;
};

}  // namespace berth::ops
