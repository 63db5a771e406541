// The writing half of Session: one gathered write for small answers, sendfile(2) for files.
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>

#include "net/session.h"

namespace berth::net {
namespace {

// More than a socket takes at once; sendfile(2) says how much it took.
constexpr std::uint64_t kSendfileBytes = std::uint64_t{8} * 1024 * 1024;

bool must_wait() {
  return errno == EAGAIN || errno == EWOULDBLOCK;
}

}  // namespace

Awaitable<bool> Session::send(const http::Response& response, http::KeepAlive keep_alive) {
  const WireHead wire = write_head(out_, head_, response, keep_alive, context_.date);
  if (wire.body == BodyOnWire::no) co_return co_await send_bytes(out_, {});
  if (const auto text = http::text_of(response)) co_return co_await send_bytes(out_, *text);
  co_return co_await send_file(out_, std::get<http::FileRange>(response.body));
}

Awaitable<bool> Session::send_bytes(std::string_view head, std::string_view body) {
  wait_for_peer(context_.config.write_stall_timeout_ms);
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
    bytes_out_ += count - of_head;
    wait_for_peer(context_.config.write_stall_timeout_ms);
  }
  co_return true;
}

Awaitable<bool> Session::send_file(std::string_view head, const http::FileRange& range) {
  // Held back until the first bytes of the file are there to share its packet. What does not fit
  // now goes the ordinary way.
  const ssize_t sent =
      ::send(socket_.native_handle(), head.data(), head.size(), MSG_NOSIGNAL | MSG_MORE);
  if (sent > 0) head.remove_prefix(static_cast<std::size_t>(sent));
  if (!head.empty() && !co_await send_bytes(head, {})) co_return false;

  auto offset = static_cast<off_t>(range.offset);
  std::uint64_t left = range.length;
  while (left > 0) {
    wait_for_peer(context_.config.write_stall_timeout_ms);
    const ssize_t count = ::sendfile(socket_.native_handle(), range.file->descriptor(), &offset,
                                     std::min(left, kSendfileBytes));
    if (count > 0) {
      left -= static_cast<std::uint64_t>(count);
      bytes_out_ += static_cast<std::uint64_t>(count);
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
