// Reading the head of a request (RFC 9112 sections 2 to 6) from bytes that a stranger sent. No I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/message.h"

namespace berth::http {

// Far above any client's head (its longest parts are a login token of a few KiB, and a target with
// a scope for each of a hundred repositories), yet so small that ten thousand half-sent heads do no
// harm. The target has no limit of its own.
inline constexpr std::size_t kMaxHeadBytes = std::size_t{32} * 1024;
inline constexpr std::size_t kMaxFields = 100;

enum class HeadState : std::uint8_t { incomplete, complete, bad };
enum class Framing : std::uint8_t { none, sized, chunked };
enum class KeepAlive : std::uint8_t { no, yes };
enum class Expectation : std::uint8_t { none, continue_100 };

struct ParsedHead {
  HeadState state = HeadState::incomplete;
  std::size_t size_bytes = 0;  // complete: of the head, with its empty line and one in front
  unsigned status = 0;         // bad: how to answer
  std::string_view reason;     // bad: why, in the form of http::Refusal
  Framing framing = Framing::none;
  KeepAlive keep_alive = KeepAlive::no;
  Expectation expectation = Expectation::none;
};

// Looks for one whole head at the start of `input`, and fills `head` with views into it; nothing of
// its former content stays. HTTP/1.0 is read, but never kept alive. A target in absolute form
// (http://HOST/PATH) loses its scheme and its host, which becomes the value of Host. A head that
// could be read in two ways is bad, so that no proxy in front of this server reads it differently:
// both Content-Length and Transfer-Encoding, repeated Content-Length or Host, white space before a
// colon, folded lines, bare CR, control characters, codings other than chunked or in HTTP/1.0, and
// repeated fields that tell who asks for what (Authorization, Range, Content-Type). "*" is a target
// of OPTIONS, and is its path.
ParsedHead parse_head(std::string_view input, RequestHead& head);

ParsedHead bad_head(unsigned status, std::string_view reason);

// Fills `head` with what can be made out at the start of `input`, a request that is unreadable or
// incomplete: its method, its target, and the fields before the first line that is not a field.
// Nothing more is checked. The result shows whom the request was for; it must not be served.
void make_out_head(std::string_view input, RequestHead& head);

}  // namespace berth::http
