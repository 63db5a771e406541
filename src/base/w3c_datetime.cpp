#include "base/w3c_datetime.h"

#include <algorithm>
#include <cstddef>

namespace berth {
namespace {

// Reads a text from its start on.
class DateReader {
 public:
  explicit DateReader(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool is_at_end() const { return rest_.empty(); }
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Exactly `digits` digits, whose number is within the limits.
  bool take_number(std::size_t digits, int min, int max, int& out) {
    if (count_digits() < digits) return false;
    out = 0;
    for (const char c : rest_.substr(0, digits)) out = 10 * out + (c - '0');
    rest_.remove_prefix(digits);
    return out >= min && out <= max;
  }
  // Any number of digits after the point; three of them count.
  bool take_milliseconds(int& out) {
    int unit = 100;
    const std::size_t digits = count_digits();
    for (const char c : rest_.substr(0, digits)) {
      out += unit * (c - '0');
      unit /= 10;
    }
    rest_.remove_prefix(digits);
    return digits > 0;
  }
  // "Z", "+01:00": what to subtract to get UTC.
  bool take_zone(std::chrono::minutes& out) {
    if (take('Z')) return true;
    const bool is_east = rest_.starts_with('+');
    int hour = 0;
    int minute = 0;
    if (!take('+') && !take('-')) return false;
    if (!take_number(2, 0, 23, hour) || !take(':') || !take_number(2, 0, 59, minute)) return false;
    out = std::chrono::hours(hour) + std::chrono::minutes(minute);
    if (!is_east) out = -out;
    return true;
  }

 private:
  [[nodiscard]] std::size_t count_digits() const {
    return std::min(rest_.find_first_not_of("0123456789"), rest_.size());
  }

  std::string_view rest_;
};

// The part after the 'T'.
bool read_time_of_day(DateReader& reader, std::chrono::milliseconds& out) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  int millisecond = 0;
  std::chrono::minutes zone{0};
  if (!reader.take_number(2, 0, 23, hour) || !reader.take(':') ||
      !reader.take_number(2, 0, 59, minute)) {
    return false;
  }
  if (reader.take(':')) {
    if (!reader.take_number(2, 0, 60, second)) return false;
    if (reader.take('.') && !reader.take_milliseconds(millisecond)) return false;
  }
  if (!reader.take_zone(zone)) return false;
  out = std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second) +
        std::chrono::milliseconds(millisecond) - zone;
  return true;
}

}  // namespace

std::optional<Timestamp> parse_w3c_datetime(std::string_view text) {
  DateReader reader(text);
  int year = 0;
  int month = 1;
  int day = 1;
  std::chrono::milliseconds time_of_day{0};
  if (!reader.take_number(4, 0, 9999, year)) return std::nullopt;
  bool has_day = false;
  if (reader.take('-')) {
    if (!reader.take_number(2, 1, 12, month)) return std::nullopt;
    has_day = reader.take('-');
    if (has_day && !reader.take_number(2, 1, 31, day)) return std::nullopt;
  }
  if (has_day && reader.take('T') && !read_time_of_day(reader, time_of_day)) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!reader.is_at_end() || !date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + time_of_day;
}

}  // namespace berth
