// Time as a port, so that tests choose it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace berth {

// Milliseconds since the epoch, UTC: the precision of every timestamp that Berth keeps or answers.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

inline std::int64_t to_milliseconds(Timestamp time) {
  return time.time_since_epoch().count();
}
inline Timestamp from_milliseconds(std::int64_t value) {
  return Timestamp(std::chrono::milliseconds(value));
}

// Any thread may call.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;
  [[nodiscard]] virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
};

// "20260102T030405Z", the form of Signature Version 4, and its reverse: false for any other text.
std::string format_basic_iso8601(Timestamp time);
bool parse_basic_iso8601(std::string_view text, Timestamp& out);
// "2026-01-02T03:04:05.678Z" (RFC 3339).
std::string format_rfc3339(Timestamp time);
// "Fri, 02 Jan 2026 03:04:05 GMT" (RFC 9110 section 5.6.7).
std::string format_http_date(Timestamp time);

}  // namespace berth
