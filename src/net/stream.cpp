#include "net/stream.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "net/plain_stream.h"
#include "net/tls_stream.h"

namespace berth::net {
namespace {

constexpr std::size_t kLingerReadBytes = std::size_t{64} * 1024;
// What a peer may still send after an early answer before the connection is cut: without reading
// on, closing would reset the connection and the peer might never see the answer.
constexpr std::uint64_t kMaxLingerBytes = std::uint64_t{4} * 1024 * 1024;
constexpr unsigned kLingerTimeoutMs = 2'000;

}  // namespace

IpAddress address_of(const Socket& socket) {
  boost::system::error_code gone;
  const auto peer = socket.remote_endpoint(gone).address();
  if (gone) return {};
  const auto v6 =
      peer.is_v6() ? peer.to_v6() : asio::ip::make_address_v6(asio::ip::v4_mapped, peer.to_v4());
  return IpAddress(v6.to_bytes());
}

Stream::Stream(Socket socket, Deadline& deadline, unsigned write_stall_timeout_ms)
    : socket_(std::move(socket)),
      deadline_(deadline),
      write_stall_timeout_ms_(write_stall_timeout_ms) {
  boost::system::error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

// Peeked at first: what comes behind it is for OpenSSL to read. What can only be a part of it is
// taken at once, since what is left in the socket would not be waited for again.
Awaitable<std::optional<ProxyHeader>> Stream::read_proxy_header() {
  std::string held;
  for (;;) {
    const std::size_t before = held.size();
    held.resize(kMaxProxyHeaderBytes);
    char* const room = held.data() + before;
    const ssize_t peeked =
        ::recv(socket_.native_handle(), room, kMaxProxyHeaderBytes - before, MSG_PEEK);
    const bool is_empty = peeked < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    held.resize(before + static_cast<std::size_t>(std::max<ssize_t>(peeked, 0)));
    if (is_empty) {
      const auto [failure] = co_await socket_.async_wait(Socket::wait_read, as_tuple);
      if (failure) co_return std::nullopt;
      continue;
    }
    const ProxyHeader header = parse_proxy_header(held);
    if (peeked <= 0 || header.state == ProxyHeaderState::bad) co_return std::nullopt;
    const bool is_whole = header.state == ProxyHeaderState::complete;
    const std::size_t taken = (is_whole ? header.size_bytes : held.size()) - before;
    if (::recv(socket_.native_handle(), room, taken, 0) != static_cast<ssize_t>(taken)) {
      co_return std::nullopt;
    }
    if (is_whole) co_return header;
  }
}

Awaitable<void> Stream::linger() {
  say_goodbye();
  boost::system::error_code failure;
  socket_.shutdown(asio::socket_base::shutdown_send, failure);
  deadline_.set(kLingerTimeoutMs);
  std::vector<char> room(kLingerReadBytes);
  for (std::uint64_t drained = 0; !failure && drained < kMaxLingerBytes;) {
    const asio::mutable_buffer into(room.data(), room.size());
    const auto [ended, count] = co_await socket_.async_read_some(into, as_tuple);
    if (ended) break;
    drained += count;
  }
}

void Stream::cancel() {
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Stream::close() {
  say_goodbye();
  boost::system::error_code ignored;
  socket_.close(ignored);
}

std::unique_ptr<Stream> make_stream(Socket socket, Deadline& deadline,
                                    unsigned write_stall_timeout_ms, const TlsCredentials* tls) {
  if (tls == nullptr) {
    return std::make_unique<PlainStream>(std::move(socket), deadline, write_stall_timeout_ms);
  }
  return std::make_unique<TlsStream>(std::move(socket), deadline, write_stall_timeout_ms, *tls);
}

}  // namespace berth::net
