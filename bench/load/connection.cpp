#include "load/connection.h"

#include <charconv>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace berth::load {
namespace {

// What a loopback socket holds at once.
constexpr std::size_t kBufferBytes = std::size_t{256} * 1024;
constexpr unsigned kNoContent = 204;

}  // namespace

Connection::Connection(asio::io_context& io, const Target& target, std::string fields)
    : stream_(io, target), fields_(std::move(fields)), buffer_(kBufferBytes) {}

std::string Connection::head(std::string_view method, std::string_view path,
                             std::uint64_t body_bytes, std::string_view more) const {
  std::string text;
  text.append(method).append(" ").append(path).append(" HTTP/1.1\r\n").append(fields_).append(more);
  if (method != "GET" && method != "HEAD") {
    text.append("Content-Length: ").append(std::to_string(body_bytes)).append("\r\n");
  }
  return text.append("\r\n");
}

Awaitable<ResponseHead> Connection::exchange(std::span<const std::string_view> request,
                                             BodyInAnswer body, const BodySink& sink) {
  if (!open_) {
    co_await stream_.open();
    open_ = true;
    begin_ = end_ = 0;
  }
  co_await stream_.write(request);
  ResponseHead head = co_await read_head();
  if (body == BodyInAnswer::yes && head.status != kNoContent) co_await read_body(head, sink);
  if (head.close) close();
  co_return head;
}

void Connection::close() {
  stream_.close();
  open_ = false;
}

Awaitable<ResponseHead> Connection::read_head() {
  constexpr std::string_view kEnd = "\r\n\r\n";
  std::size_t length = unread().find(kEnd);
  while (length == std::string_view::npos) {
    co_await read_more();
    length = unread().find(kEnd);
  }
  length += kEnd.size();
  ResponseHead head = parse_response_head(unread().substr(0, length));
  begin_ += length;
  co_return head;
}

Awaitable<void> Connection::read_body(const ResponseHead& head, const BodySink& sink) {
  if (head.chunked) {
    co_await read_chunks(sink);
  } else if (head.content_length) {
    co_await read_exactly(*head.content_length, sink);
  } else {
    throw std::runtime_error("an answer without a length");
  }
}

Awaitable<void> Connection::read_exactly(std::uint64_t length, const BodySink& sink) {
  while (length > 0) {
    if (unread().empty()) co_await read_more();
    const std::string_view piece = unread().substr(0, length);
    sink(piece);
    begin_ += piece.size();
    length -= piece.size();
  }
}

Awaitable<void> Connection::read_chunks(const BodySink& sink) {
  constexpr int kHexadecimal = 16;
  for (;;) {
    const std::string line = co_await read_line();
    std::uint64_t length = 0;
    const auto parsed =
        std::from_chars(line.data(), line.data() + line.size(), length, kHexadecimal);
    if (parsed.ec != std::errc{}) throw std::runtime_error("not a chunk");
    if (length == 0) break;
    co_await read_exactly(length, sink);
    co_await read_line();
  }
  for (std::string trailer = co_await read_line(); !trailer.empty();) {
    trailer = co_await read_line();
  }
}

Awaitable<std::string> Connection::read_line() {
  std::size_t length = unread().find("\r\n");
  while (length == std::string_view::npos) {
    co_await read_more();
    length = unread().find("\r\n");
  }
  std::string line(unread().substr(0, length));
  begin_ += length + 2;
  co_return line;
}

Awaitable<void> Connection::read_more() {
  if (begin_ == end_) {
    begin_ = end_ = 0;
  } else if (end_ == buffer_.size()) {
    if (begin_ == 0) throw std::runtime_error("a head or a line without an end");
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  const std::span<char> room = std::span(buffer_).subspan(end_);
  const std::size_t count = co_await stream_.read_some(room);
  if (count == 0) throw std::runtime_error("the server has cut the connection");
  end_ += count;
}

std::string_view Connection::unread() const {
  return {buffer_.data() + begin_, end_ - begin_};
}

}  // namespace berth::load
