// Reading the head of a request (RFC 9112 sections 2 to 6) from bytes that a stranger sent. No I/O.
#pragma once

#include <cstddef>
#include <string_view>

#include "http/message.h"

namespace berth::http {

// Far above any client's head (the longest part is a login token of a few KiB), small enough that
// ten thousand half-sent heads are no danger.
inline constexpr std::size_t kMaxHeadBytes = std::size_t{32} * 1024;
inline constexpr std::size_t kMaxFields = 100;
inline constexpr std::size_t kMaxTargetBytes = std::size_t{8} * 1024;

enum class HeadState { incomplete, complete, bad };
enum class Framing { none, sized, chunked };
enum class KeepAlive { no, yes };
enum class Expectation { none, continue_100 };

struct ParsedHead {
  HeadState state = HeadState::incomplete;
  std::size_t size_bytes = 0;  // complete: of the head, with its empty line and one in front
  unsigned status = 0;         // bad: how to answer
  Framing framing = Framing::none;
  KeepAlive keep_alive = KeepAlive::no;
  Expectation expectation = Expectation::none;
};

// Looks for one whole head at the start of `input`, and fills `head` with views into it; nothing of
// what it held before stays. HTTP/1.0 is read, and never kept alive. A target in absolute form
// (http://HOST/PATH) loses its scheme and host, which becomes the value of Host. What could be read
// in two ways is bad, so that nobody in front of this server reads it another way: both
// Content-Length and Transfer-Encoding, repeated Content-Length or Host, white space before a
// colon, folded lines, bare CR, control characters, codings other than chunked or in HTTP/1.0.
ParsedHead parse_head(std::string_view input, RequestHead& head);

}  // namespace berth::http
