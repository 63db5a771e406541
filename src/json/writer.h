// Writing JSON by appending to a string: no tree, no intermediate copies.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace berth::json {

// Puts commas where they belong. The caller balances begin and end, and gives every value in an
// object its key. Text is expected to be UTF-8; quotes, backslashes and control characters are
// escaped.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  // Names are ours: none has a character that needs an escape.
  void key(std::string_view name);

  void string(std::string_view text);
  // Text that by its own grammar has no character that needs an escape: a digest, a name.
  void plain(std::string_view text);
  // A value that is JSON already.
  void json(std::string_view text);
  void number(std::int64_t value);
  void number(std::uint64_t value);
  void boolean(bool value);  // NOLINT: a JSON boolean is one
  // Seconds since the epoch with milliseconds, "1695067472.655": AWS JSON 1.1 timestamps.
  void epoch_seconds(Timestamp time);

 private:
  void open(char bracket);
  void close(char bracket);
  void separate();
  void quote(std::string_view text, std::string_view suffix);
  void quote_escaped(std::string_view text);

  std::string& out_;
  bool comma_due_ = false;
};

}  // namespace berth::json
