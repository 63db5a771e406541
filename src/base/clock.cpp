#include "base/clock.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace berth {
namespace {

struct CalendarTime {
  int year;
  unsigned month, day, weekday;
  unsigned hour, minute, second, millisecond;
};

CalendarTime split(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return {.year = static_cast<int>(date.year()),
          .month = static_cast<unsigned>(date.month()),
          .day = static_cast<unsigned>(date.day()),
          .weekday = std::chrono::weekday(day).c_encoding(),
          .hour = static_cast<unsigned>(clock.hours().count()),
          .minute = static_cast<unsigned>(clock.minutes().count()),
          .second = static_cast<unsigned>(clock.seconds().count()),
          .millisecond = static_cast<unsigned>(clock.subseconds().count())};
}

template <typename... Arguments>
std::string print(const char* format, Arguments... arguments) {
  std::array<char, 80> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), format, arguments...);
  return {buffer.data(), static_cast<std::size_t>(length)};
}

// Exactly `digits` decimal digits at `position`.
bool read_number(std::string_view text, std::size_t position, std::size_t digits, int& out) {
  for (const char c : text.substr(position, digits)) {
    if (c < '0' || c > '9') return false;
  }
  const char* begin = text.data() + position;
  return std::from_chars(begin, begin + digits, out).ec == std::errc();
}

}  // namespace

std::string format_basic_iso8601(Timestamp time) {
  const CalendarTime t = split(time);
  return print("%04d%02u%02uT%02u%02u%02uZ", t.year, t.month, t.day, t.hour, t.minute, t.second);
}

bool parse_basic_iso8601(std::string_view text, Timestamp& out) {
  constexpr std::size_t kLength = std::string_view("20260102T030405Z").size();
  if (text.size() != kLength || text[8] != 'T' || text[15] != 'Z') return false;
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!read_number(text, 0, 4, year) || !read_number(text, 4, 2, month) ||
      !read_number(text, 6, 2, day) || !read_number(text, 9, 2, hour) ||
      !read_number(text, 11, 2, minute) || !read_number(text, 13, 2, second)) {
    return false;
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return false;
  out = std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
        std::chrono::seconds(second);
  return true;
}

std::string format_rfc3339(Timestamp time) {
  const CalendarTime t = split(time);
  return print("%04d-%02u-%02uT%02u:%02u:%02u.%03uZ", t.year, t.month, t.day, t.hour, t.minute,
               t.second, t.millisecond);
}

std::string format_http_date(Timestamp time) {
  static constexpr std::array kWeekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const CalendarTime t = split(time);
  return print("%s, %02u %s %04d %02u:%02u:%02u GMT", kWeekdays.at(t.weekday), t.day,
               kMonths.at(t.month - 1), t.year, t.hour, t.minute, t.second);
}

}  // namespace berth
