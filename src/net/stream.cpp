#include "net/stream.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <utility>

#include "net/plain_stream.h"
#include "net/tls_stream.h"

namespace berth::net {
namespace {

bool must_wait() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

// Like recv(2), but discards the bytes, and uses no memory of the connection.
ssize_t throw_away(int descriptor) {
  constexpr std::size_t kBytes = std::size_t{64} * 1024;
  std::array<char, kBytes> room;
  return ::recv(descriptor, room.data(), room.size(), 0);
}

}  // namespace

IpAddress address_of(const Socket& socket) {
  boost::system::error_code gone;
  const auto peer = socket.remote_endpoint(gone).address();
  if (gone) return {};
  const auto v6 =
      peer.is_v6() ? peer.to_v6() : asio::ip::make_address_v6(asio::ip::v4_mapped, peer.to_v4());
  return IpAddress(v6.to_bytes());
}

Stream::Stream(Socket socket, Deadline& deadline, const Patience& patience)
    : socket_(std::move(socket)), deadline_(deadline), patience_(patience) {
  boost::system::error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

// Peeks first, since OpenSSL must read the bytes after the header. Bytes that can only be a part of
// it are taken at once: left in the socket, they would end the next wait immediately.
Awaitable<std::optional<ProxyHeader>> Stream::read_proxy_header() {
  std::string held;
  for (;;) {
    const std::size_t before = held.size();
    held.resize(kMaxProxyHeaderBytes);
    char* const room = held.data() + before;
    const ssize_t peeked =
        ::recv(socket_.native_handle(), room, kMaxProxyHeaderBytes - before, MSG_PEEK);
    const bool is_empty = peeked < 0 && must_wait();
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

Awaitable<void> Stream::wait_for_bytes() {
  // What ended the wait, read_some() finds out.
  if (!holds_bytes()) co_await socket_.async_wait(Socket::wait_read, as_tuple);
}

Awaitable<void> Stream::linger() {
  using std::chrono::milliseconds;
  say_goodbye();
  boost::system::error_code failure;
  socket_.shutdown(asio::socket_base::shutdown_send, failure);
  const auto end = std::chrono::steady_clock::now() + milliseconds(patience_.linger);
  while (!failure) {
    const auto left = std::chrono::ceil<milliseconds>(end - std::chrono::steady_clock::now());
    if (left <= milliseconds(0)) break;
    deadline_.set(std::min(static_cast<unsigned>(left.count()), patience_.linger_stall));
    const auto [ended] = co_await socket_.async_wait(Socket::wait_read, as_tuple);
    if (ended) break;
    const ssize_t count = throw_away(socket_.native_handle());
    if (count == 0 || (count < 0 && !must_wait())) break;
  }
}

void Stream::begin_sending() {
  const auto now = std::chrono::steady_clock::now();
  began_sending_ = now - std::exchange(before_.time, {});
  sent_before_bytes_ = std::exchange(before_.bytes, 0);
  const Pace pace{patience_.write_stall, patience_.min_bytes_per_s};
  deadline_.set(now, pace.left(sent_before_bytes_, now - began_sending_));
}

// The socket takes bytes at once, so all the time passes in waiting.
bool Stream::goes_on(std::uint64_t sent_bytes) {
  const auto now = std::chrono::steady_clock::now();
  const Pace pace{patience_.write_stall, patience_.min_bytes_per_s};
  const std::chrono::milliseconds left =
      pace.left(sent_before_bytes_ + sent_bytes, now - began_sending_);
  deadline_.set(now, left);
  return left > std::chrono::milliseconds(0);
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

std::unique_ptr<Stream> make_stream(Socket socket, Deadline& deadline, const Patience& patience,
                                    const TlsCredentials* tls) {
  if (tls == nullptr) {
    return std::make_unique<PlainStream>(std::move(socket), deadline, patience);
  }
  return std::make_unique<TlsStream>(std::move(socket), deadline, patience, *tls);
}

}  // namespace berth::net
