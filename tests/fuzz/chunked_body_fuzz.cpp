// The bytes of a chunked body. However they are cut up, they mean the same.
#include <algorithm>
#include <limits>
#include <string>

#include "fuzz.h"
#include "http/chunked_decoder.h"

namespace berth::fuzz {
namespace {

using State = http::ChunkedDecoder::State;

struct Decoded {
  State state = State::reading;
  std::string content;
  std::size_t consumed = 0;

  bool operator==(const Decoded&) const = default;
};

// Like a session, keeps what was not consumed until `piece` more bytes have come.
Decoded decode(std::string_view input, std::size_t piece, std::size_t room) {
  http::ChunkedDecoder decoder;
  Decoded out;
  std::size_t fed = std::min(piece, input.size());
  for (;;) {
    const std::string_view held = input.substr(out.consumed, fed - out.consumed);
    const auto step = decoder.next(held, room);
    require(step.consumed <= held.size(), "no more is consumed than there is");
    require(step.content.size() <= std::min(room, step.consumed), "content fits the room");
    out.content += step.content;
    out.consumed += step.consumed;
    if (decoder.state() != State::reading || (step.consumed == 0 && fed == input.size())) break;
    if (step.consumed == 0) fed += std::min(piece, input.size() - fed);
  }
  out.state = decoder.state();
  return out;
}

void require_same_again(std::string_view content) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string body;
  for (std::size_t at = 0; at < content.size(); at += 15) {
    const std::string_view chunk = content.substr(at, 15);
    body.append(1, kDigits.at(chunk.size())).append("\r\n").append(chunk).append("\r\n");
  }
  body += "0\r\n\r\n";
  const Decoded again = decode(body, body.size(), body.size());
  require(again.state == State::done && again.content == content && again.consumed == body.size(),
          "content that is chunked again is the same");
}

}  // namespace

void check(std::string_view input) {
  constexpr std::size_t kMuch = std::numeric_limits<std::size_t>::max();
  const Decoded whole = decode(input, input.size(), kMuch);
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 64U, 1000U}) {
    const Decoded cut = decode(input, piece, piece == 3U ? 2U : kMuch);
    // Content that came before the fault may have been handed out or not.
    require(cut.state == whole.state, "how a body is cut up does not change whether it is good");
    require(cut.content == whole.content && cut.consumed == whole.consumed,
            "how a body is cut up does not change its content");
  }
  if (whole.state == State::done) require_same_again(whole.content);
  if (whole.state == State::bad) return;
  // A line feed that ends no line here could end one for a proxy in front of this server.
  if (whole.content.empty()) {
    const std::string_view lines = input.substr(0, whole.consumed);
    for (std::size_t at = 0; at < lines.size(); ++at) {
      const bool ends_line = lines[at] == '\r' ? lines.substr(at + 1).starts_with('\n')
                                               : at > 0 && lines[at - 1] == '\r';
      require((lines[at] != '\r' && lines[at] != '\n') || ends_line, "no bare CR or LF in a line");
    }
  }
}

}  // namespace berth::fuzz
