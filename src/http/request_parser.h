// Reading the head of a request (RFC 9112 sections 2 to 6) from bytes that a stranger sent. No I/O.
#pragma once

#include <cstddef>
#include <string_view>

#include "http/message.h"

namespace berth::http {

// Far above any client's head (its longest parts are a login token of a few KiB, and a target with
// a scope for each of a hundred repositories), small enough that ten thousand half-sent heads are
// no danger. The target has no limit of its own.
inline constexpr std::size_t kMaxHeadBytes = std::size_t{32} * 1024;
inline constexpr std::size_t kMaxFields = 100;

enum class HeadState { incomplete, complete, bad };
enum class Framing { none, sized, chunked };
enum class KeepAlive { no, yes };
enum class Expectation { none, continue_100 };

struct ParsedHead {
  HeadState state = HeadState::incomplete;
  std::size_t size_bytes = 0;  // complete: of the head, with its empty line and one in front
  unsigned status = 0;         // bad: how to answer
  std::string_view reason;     // bad: why, as http::Refusal has it
  Framing framing = Framing::none;
  KeepAlive keep_alive = KeepAlive::no;
  Expectation expectation = Expectation::none;
};

// Looks for one whole head at the start of `input`, and fills `head` with views into it; nothing of
// what it held before stays. HTTP/1.0 is read, and never kept alive. A target in absolute form
// (http://HOST/PATH) loses its scheme and host, which becomes the value of Host. What could be read
// in two ways is bad, so that nobody in front of this server reads it another way: both
// Content-Length and Transfer-Encoding, repeated Content-Length or Host, white space before a
// colon, folded lines, bare CR, control characters, codings other than chunked or in HTTP/1.0, and
// fields that say once who asks and for what (Authorization, Range, Content-Type) and are repeated.
// "*" is a target of OPTIONS, and is its path.
ParsedHead parse_head(std::string_view input, RequestHead& head);

ParsedHead bad_head(unsigned status, std::string_view reason);

// Fills `head` with what can be made out at the start of `input` of a request that cannot be read
// or has not come whole: its method, its target, and the fields that come before the first line
// that is no field. Nothing more is checked: it says whom the request was for, and is not to be
// answered.
void make_out_head(std::string_view input, RequestHead& head);

}  // namespace berth::http
