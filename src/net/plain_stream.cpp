#include "net/plain_stream.h"

#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>

namespace berth::net {
namespace {

// More than a socket takes at once; sendfile(2) says how much it took.
constexpr std::uint64_t kSendfileBytes = std::uint64_t{8} * 1024 * 1024;

bool must_wait() {
  return errno == EAGAIN || errno == EWOULDBLOCK;
}

}  // namespace

Awaitable<std::size_t> PlainStream::read_some(std::span<char> room) {
  const asio::mutable_buffer into(room.data(), room.size());
  const auto [failure, count] = co_await socket_.async_read_some(into, as_tuple);
  co_return failure ? 0 : count;
}

Awaitable<bool> PlainStream::send_bytes(std::string_view head, std::string_view body,
                                        std::uint64_t& body_bytes) {
  begin_sending();
  std::uint64_t sent = 0;
  while (!head.empty() || !body.empty()) {
    std::array<iovec, 2> parts{{{const_cast<char*>(head.data()), head.size()},
                                {const_cast<char*>(body.data()), body.size()}}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    const ssize_t written = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL);
    if (written < 0 && must_wait()) {
      const auto [failure] = co_await socket_.async_wait(Socket::wait_write, as_tuple);
      if (failure) co_return false;
      continue;
    }
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) co_return false;
    const auto count = static_cast<std::size_t>(written);
    const std::size_t of_head = std::min(count, head.size());
    head.remove_prefix(of_head);
    body.remove_prefix(count - of_head);
    body_bytes += count - of_head;
    sent += count;
    const bool is_whole = head.empty() && body.empty();
    if (!is_whole && !goes_on(sent)) co_return false;
  }
  co_return true;
}

Awaitable<bool> PlainStream::send_file(std::string_view head, const http::StoredRange& range,
                                       FileBuffer, std::uint64_t& body_bytes) {
  // The kernel holds the head back, so that the first bytes of the file share its packet. What does
  // not fit now is sent the ordinary way.
  const ssize_t sent =
      ::send(socket_.native_handle(), head.data(), head.size(), MSG_NOSIGNAL | MSG_MORE);
  if (sent > 0) head.remove_prefix(static_cast<std::size_t>(sent));
  if (!head.empty() && !co_await send_bytes(head, {}, body_bytes)) co_return false;

  const File& file = file_of(range);
  auto offset = static_cast<off_t>(range.offset);
  std::uint64_t left = range.length;
  while (left > 0) {
    progress();
    const ssize_t count = ::sendfile(socket_.native_handle(), file.descriptor(), &offset,
                                     std::min(left, kSendfileBytes));
    if (count > 0) {
      left -= static_cast<std::uint64_t>(count);
      body_bytes += static_cast<std::uint64_t>(count);
    } else if (count < 0 && must_wait()) {
      const auto [failure] = co_await socket_.async_wait(Socket::wait_write, as_tuple);
      if (failure) co_return false;
    } else if (count == 0 || errno != EINTR) {
      co_return false;  // the peer is gone, or the file is shorter than it was
    }
  }
  co_return true;
}

}  // namespace berth::net
