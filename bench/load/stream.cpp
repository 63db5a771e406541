#include "load/stream.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <vector>

namespace berth::load {
namespace {

constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

bool is_end(const boost::system::error_code& error) {
  return error == asio::error::eof || error == asio::ssl::error::stream_truncated ||
         error == asio::error::connection_reset;
}

}  // namespace

Awaitable<void> Stream::open() {
  close();
  socket_.emplace(io_);
  co_await socket_->async_connect(target_.endpoint, asio::use_awaitable);
  socket_->set_option(asio::ip::tcp::no_delay(true));
  socket_->non_blocking(true);
  if (target_.tls == nullptr) co_return;
  tls_.emplace(*socket_, *target_.tls);
  co_await tls_->async_handshake(TlsStream::client, asio::use_awaitable);
}

Awaitable<std::size_t> Stream::read_some(std::span<char> into) {
  const auto buffer = asio::buffer(into.data(), into.size());
  boost::system::error_code error;
  std::size_t count = 0;
  if (tls_) {
    std::tie(error, count) = co_await tls_->async_read_some(buffer, as_tuple);
  } else {
    std::tie(error, count) = co_await socket_->async_read_some(buffer, as_tuple);
  }
  if (error && !is_end(error)) throw boost::system::system_error(error);
  co_return error ? 0 : count;
}

Awaitable<void> Stream::write(std::span<const std::string_view> parts) {
  std::vector<asio::const_buffer> buffers;
  buffers.reserve(parts.size());
  for (const std::string_view part : parts) buffers.emplace_back(part.data(), part.size());
  if (tls_) {
    co_await asio::async_write(*tls_, buffers, asio::use_awaitable);
    co_return;
  }
  // Small requests fit into the socket at once: no need to go round the event loop.
  boost::system::error_code error;
  const std::size_t written = socket_->write_some(buffers, error);
  if (error && error != asio::error::would_block) throw boost::system::system_error(error);
  std::size_t skip = error ? 0 : written;
  std::vector<asio::const_buffer> rest;
  for (const asio::const_buffer& buffer : buffers) {
    const std::size_t skipped = std::min(skip, buffer.size());
    skip -= skipped;
    if (skipped < buffer.size()) rest.push_back(buffer + skipped);
  }
  if (!rest.empty()) co_await asio::async_write(*socket_, rest, asio::use_awaitable);
}

void Stream::close() {
  tls_.reset();
  socket_.reset();
}

}  // namespace berth::load
