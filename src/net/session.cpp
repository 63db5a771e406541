#include "net/session.h"

#include <algorithm>
#include <cstring>

namespace berth::net {
namespace {

// Holds an ordinary head; larger ones make the buffer grow up to http::kMaxHeadBytes.
constexpr std::size_t kInitialReadBytes = std::size_t{4} * 1024;
constexpr std::size_t kLingerReadBytes = std::size_t{64} * 1024;
// What a peer may still send after an early answer before the connection is cut: without reading
// on, closing would reset the connection and the peer might never see the answer.
constexpr std::uint64_t kMaxLingerBytes = std::uint64_t{4} * 1024 * 1024;
constexpr unsigned kLingerTimeoutMs = 2'000;

}  // namespace

void RequestIds::Pool::fill(std::span<std::byte> out) {
  if (sizeof(bytes_) - used_ < out.size()) {
    source_.fill(bytes_);
    used_ = 0;
  }
  std::memcpy(out.data(), bytes_.data() + used_, out.size());
  used_ += out.size();
}

Session::Session(Socket socket, SessionContext& context)
    : socket_(std::move(socket)), context_(context) {
  boost::system::error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  peer_ = socket_.remote_endpoint(ignored).address().to_string();
  wait_for_peer(context_.config.head_timeout_ms);
}

void Session::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

Awaitable<void> Session::run() {
  Next next = Next::request;
  while (next == Next::request) next = co_await serve_request();
  if (next == Next::lingering_close) co_await linger();
  close();
}

Awaitable<Session::Next> Session::serve_request() {
  parsed_ = co_await read_head();
  if (parsed_.state == http::HeadState::incomplete) co_return Next::close;
  started_ = std::chrono::steady_clock::now();
  bytes_in_ = 0;
  bytes_out_ = 0;
  head_.request_id = context_.request_ids.next();
  head_.peer_address = peer_;
  Answer answered;
  if (parsed_.state == http::HeadState::bad) {
    answered.response = bare_response(parsed_.status);
    answered.next = Next::lingering_close;
    head_.method = http::Method::other;
  } else {
    begin_body();
    answered = co_await answer();
    if (answered.next == Next::close) co_return Next::close;
  }
  const bool last = answered.next != Next::request || parsed_.keep_alive == http::KeepAlive::no ||
                    context_.stopping;
  const bool sent =
      co_await send(answered.response, last ? http::KeepAlive::no : http::KeepAlive::yes);
  log(answered.response.status);
  if (!sent) co_return Next::close;
  if (last) co_return answered.next == Next::request ? Next::close : answered.next;
  end_request();
  co_return Next::request;
}

Awaitable<http::ParsedHead> Session::read_head() {
  idle_ = buffer_.empty();
  if (idle_ && context_.stopping) co_return http::ParsedHead{};
  wait_for_peer(idle_ ? context_.config.idle_timeout_ms : context_.config.head_timeout_ms);
  for (;;) {
    if (!buffer_.empty()) {
      const http::ParsedHead parsed = http::parse_head(buffer_, head_);
      if (parsed.state != http::HeadState::incomplete) co_return parsed;
    }
    const std::size_t held = buffer_.size();
    buffer_.resize(std::max(kInitialReadBytes, std::min(held * 2, http::kMaxHeadBytes)));
    const std::span<char> room(buffer_.data() + held, buffer_.size() - held);
    const std::size_t count = co_await read_some(room);
    buffer_.resize(held + count);
    if (count == 0) co_return http::ParsedHead{};
    if (idle_) wait_for_peer(context_.config.head_timeout_ms);
    idle_ = false;
  }
}

void Session::end_request() {
  buffer_.swap(raw_);
}

// 0: the peer is gone, or was too slow.
Awaitable<std::size_t> Session::read_some(std::span<char> room) {
  const asio::mutable_buffer into(room.data(), room.size());
  const auto [failure, count] = co_await socket_.async_read_some(into, as_tuple);
  co_return failure ? 0 : count;
}

// Reads on for a while, so that the peer can read the answer to a request it is still sending.
Awaitable<void> Session::linger() {
  boost::system::error_code failure;
  socket_.shutdown(asio::socket_base::shutdown_send, failure);
  wait_for_peer(kLingerTimeoutMs);
  raw_.resize(kLingerReadBytes);
  for (std::uint64_t drained = 0; !failure && drained < kMaxLingerBytes;) {
    const std::span<char> room(raw_.data(), raw_.size());
    const std::size_t count = co_await read_some(room);
    if (count == 0) break;
    drained += count;
  }
}

void Session::wait_for_peer(unsigned timeout_ms) {
  deadline_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
}

void Session::wait_for_worker() {
  deadline_ = std::chrono::steady_clock::time_point::max();
}

void Session::log(unsigned status) const {
  if (!context_.access_log) return;
  const auto duration = std::chrono::steady_clock::now() - started_;
  context_.access_log(
      {.request_id = head_.request_id,
       .peer = peer_,
       .method = head_.method_name,
       .target = head_.target,
       .status = status,
       .bytes_in = bytes_in_,
       .bytes_out = bytes_out_,
       .duration_us = static_cast<std::uint64_t>(
           std::chrono::duration_cast<std::chrono::microseconds>(duration).count())});
}

}  // namespace berth::net
