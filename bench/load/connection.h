// An HTTP/1.1 client on one keep-alive connection.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "load/response_head.h"
#include "load/stream.h"

namespace berth::load {

// Takes the body of an answer as it arrives.
using BodySink = std::function<void(std::string_view)>;

enum class BodyInAnswer : std::uint8_t { yes, no };  // no: of HEAD

class Connection {
 public:
  // `fields`: header fields of every request, each line ended by CRLF.
  Connection(asio::io_context& io, const Target& target, std::string fields);

  // The text of a request's head; `more` are more fields. It is the first part for exchange().
  [[nodiscard]] std::string head(std::string_view method, std::string_view path,
                                 std::uint64_t body_bytes, std::string_view more = {}) const;

  // Sends a request and reads its whole answer. Connects if need be; throws if that fails, if the
  // server cuts the connection, or if the answer is not HTTP.
  Awaitable<ResponseHead> exchange(std::span<const std::string_view> request, BodyInAnswer body,
                                   const BodySink& sink);

  // The next exchange() connects anew.
  void close();

 private:
  Awaitable<ResponseHead> read_head();
  Awaitable<void> read_body(const ResponseHead& head, const BodySink& sink);
  Awaitable<void> read_exactly(std::uint64_t length, const BodySink& sink);
  Awaitable<void> read_chunks(const BodySink& sink);
  // A line without its CRLF.
  Awaitable<std::string> read_line();
  Awaitable<void> read_more();
  [[nodiscard]] std::string_view unread() const;

  Stream stream_;
  const std::string fields_;
  bool open_ = false;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // of what was read and is not yet consumed
  std::size_t end_ = 0;
};

}  // namespace berth::load
