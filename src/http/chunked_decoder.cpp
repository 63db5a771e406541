#include "http/chunked_decoder.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"

namespace berth::http {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

// A proxy in front of this server could take a bare CR or LF for the end of a line, so that a
// request begins that only one of the two sees. RFC 9112 section 2.2, and RFC 9110 section 5.5 for
// trailers.
bool has_control_character(std::string_view line) {
  return std::ranges::any_of(line, [](char c) {
    const auto code = static_cast<unsigned char>(c);
    return (code < 0x20 && c != '\t') || code == 0x7f;
  });
}

// Whether the part of a line that has arrived is too long already. A CR at its end may be half of
// the line end.
bool is_beyond(std::string_view unended_line, std::size_t limit) {
  return unended_line.size() - (unended_line.ends_with('\r') ? 1U : 0U) > limit;
}

// chunk-size [ chunk-ext ]: false unless the line begins with a number that ends the line or is
// followed by an extension.
bool read_size(std::string_view line, std::uint64_t& size) {
  if (line.empty() || !is_hex_digit(line.front())) return false;
  const auto [end, failure] = std::from_chars(line.data(), line.data() + line.size(), size, 16);
  if (failure != std::errc()) return false;
  const std::string_view rest(end, static_cast<std::size_t>(line.data() + line.size() - end));
  const std::size_t after_space = rest.find_first_not_of(" \t");
  return after_space == std::string_view::npos || rest.at(after_space) == ';';
}

}  // namespace

ChunkedDecoder::Step ChunkedDecoder::fail() {
  state_ = State::bad;
  return {};
}

ChunkedDecoder::Step ChunkedDecoder::next(std::string_view input, std::size_t room) {
  if (state_ != State::reading) return {};
  switch (part_) {
    case Part::size_line:
      return size_line(input);
    case Part::content_end:
      return content_end(input);
    case Part::trailer:
      return trailer(input);
    case Part::content:
      break;
  }
  const std::size_t count = std::min<std::uint64_t>(left_in_chunk_, std::min(input.size(), room));
  left_in_chunk_ -= count;
  if (left_in_chunk_ == 0) part_ = Part::content_end;
  return {.consumed = count, .content = input.substr(0, count)};
}

ChunkedDecoder::Step ChunkedDecoder::size_line(std::string_view input) {
  const std::size_t end = input.find(kLineEnd);
  if (end == std::string_view::npos) {
    return is_beyond(input, kMaxChunkLineBytes) ? fail() : Step{};
  }
  const std::string_view line = input.substr(0, end);
  if (line.size() > kMaxChunkLineBytes || has_control_character(line) ||
      !read_size(line, left_in_chunk_)) {
    return fail();
  }
  part_ = left_in_chunk_ == 0 ? Part::trailer : Part::content;
  return {.consumed = end + kLineEnd.size(), .content = {}};
}

ChunkedDecoder::Step ChunkedDecoder::content_end(std::string_view input) {
  if (input.size() < kLineEnd.size()) return {};
  if (!input.starts_with(kLineEnd)) return fail();
  part_ = Part::size_line;
  return {.consumed = kLineEnd.size(), .content = {}};
}

ChunkedDecoder::Step ChunkedDecoder::trailer(std::string_view input) {
  const std::size_t end = input.find(kLineEnd);
  if (end == std::string_view::npos) return input.size() > kMaxTrailerBytes ? fail() : Step{};
  const std::size_t consumed = end + kLineEnd.size();
  trailer_bytes_ += consumed;
  if (trailer_bytes_ > kMaxTrailerBytes || has_control_character(input.substr(0, end))) {
    return fail();
  }
  if (end == 0) state_ = State::done;
  return {.consumed = consumed, .content = {}};
}

}  // namespace berth::http
