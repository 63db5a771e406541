// A connection's bytes, with or without TLS.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <optional>
#include <span>
#include <string_view>

namespace berth::load {

namespace asio = boost::asio;
template <typename T>
using Awaitable = asio::awaitable<T>;

// Where the load goes.
struct Target {
  asio::ip::tcp::endpoint endpoint;
  asio::ssl::context* tls = nullptr;  // null: plain
};

// Every function throws boost::system::system_error.
class Stream {
 public:
  Stream(asio::io_context& io, const Target& target) : io_(io), target_(target) {}

  // Closes what is open and connects anew.
  Awaitable<void> open();
  // 0: the server has closed.
  Awaitable<std::size_t> read_some(std::span<char> into);
  // All of the parts, in as few writes as possible.
  Awaitable<void> write(std::span<const std::string_view> parts);
  void close();

 private:
  using TlsStream = asio::ssl::stream<asio::ip::tcp::socket&>;

  asio::io_context& io_;
  const Target& target_;
  std::optional<asio::ip::tcp::socket> socket_;
  std::optional<TlsStream> tls_;
};

}  // namespace berth::load
