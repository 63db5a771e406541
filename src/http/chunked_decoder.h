// The chunked transfer coding (RFC 9112 section 7.1), decoded from bytes as they arrive. No I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth::http {

// Chunk headers and trailers are read and ignored; this bounds what a stranger can make us read.
inline constexpr std::size_t kMaxChunkLineBytes = 1024;
inline constexpr std::size_t kMaxTrailerBytes = std::size_t{8} * 1024;

class ChunkedDecoder {
 public:
  enum class State : std::uint8_t { reading, done, bad };
  struct Step {
    std::size_t consumed = 0;  // of the input
    std::string_view content;  // within the input: a piece of the body; may be empty
  };

  // Takes what it can from the start of `input`: at most one piece of content, no longer than
  // `room`, so longer content comes in several steps. A step that neither consumes nor ends needs
  // more input. The outcome does not depend on how the input is cut up. Lines with control
  // characters are bad.
  Step next(std::string_view input, std::size_t room);
  [[nodiscard]] State state() const { return state_; }

 private:
  enum class Part : std::uint8_t { size_line, content, content_end, trailer };

  Step size_line(std::string_view input);
  Step content_end(std::string_view input);
  Step trailer(std::string_view input);
  Step fail();

  State state_ = State::reading;
  Part part_ = Part::size_line;
  std::uint64_t left_in_chunk_ = 0;
  std::size_t trailer_bytes_ = 0;
};

}  // namespace berth::http
