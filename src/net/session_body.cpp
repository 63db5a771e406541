// The body of a request as bytes: from the socket, without its framing.
#include <algorithm>
#include <chrono>

#include "net/session.h"

namespace berth::net {
namespace {

// A whole body grows in steps, so that a peer that announces much and sends little costs little.
constexpr std::size_t kWholeBodyStepBytes = std::size_t{64} * 1024;
// One trip to a worker moves this much of a streamed body: enough to make the trip cheap. An upload
// holds two of them, if there is room.
constexpr std::size_t kChunkBytes = std::size_t{256} * 1024;
// Without room for those, an upload goes on with more trips.
constexpr std::size_t kSmallChunkBytes = std::size_t{16} * 1024;
constexpr std::size_t kRawBytes = std::size_t{64} * 1024;

}  // namespace

// What was read beyond the head is body, or the next request.
void Session::begin_body() {
  left_ = head_.content_length.value_or(0);
  decoder_ = http::ChunkedDecoder();
  body_refused_ = false;
  body_read_bytes_ = 0;
  body_wait_ = {};
  raw_.assign(buffer_.text().substr(parsed_.size_bytes));
}

// Drops a body that nobody wants. True if all of it has arrived; otherwise the peer would decide
// how long to wait for the rest.
bool Session::drop_body() {
  if (parsed_.framing == http::Framing::chunked || left_ > raw_.size()) return false;
  raw_.drop(left_);
  left_ = 0;
  return true;
}

// Counts only the time spent waiting for the peer. 0: the peer is gone or too slow.
Awaitable<std::size_t> Session::read_body(std::span<char> room) {
  if (body_refused_) co_return 0;
  const Pace pace{context_.config.body_stall_timeout_ms, context_.config.min_bytes_per_s};
  const std::chrono::milliseconds left = pace.left(body_read_bytes_, body_wait_);
  if (left == std::chrono::milliseconds(0)) {
    cut_by_ = CutBy::slowness;
    co_return 0;
  }
  const auto began = std::chrono::steady_clock::now();
  deadline_.set(began, left);
  await_request();
  const std::size_t count = co_await stream_->read_some(room);
  awaits_request_ = false;
  body_wait_ += std::chrono::steady_clock::now() - began;
  body_read_bytes_ += count;
  co_return count;
}

// A peer that is sending its body already need not be told to go on.
Awaitable<bool> Session::send_continue() {
  if (parsed_.expectation == http::Expectation::none || !raw_.empty()) co_return true;
  const std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
  co_return co_await stream_->send_bytes(text, {}, bytes_out_);
}

Awaitable<Session::Body> Session::read_whole(std::string& body, std::uint64_t limit_bytes) {
  if (parsed_.framing == http::Framing::none) co_return Body::complete;
  if (left_ > limit_bytes) co_return Body::too_long;
  if (!co_await send_continue()) co_return Body::gone;
  const bool is_sized = parsed_.framing == http::Framing::sized;
  Body state = Body::more;
  std::size_t size = 0;
  while (state == Body::more && size <= limit_bytes) {
    // One byte more than the limit reveals a body that is too long.
    const std::uint64_t rest = is_sized ? left_ : limit_bytes + 1 - size;
    body.resize(size + std::min<std::uint64_t>(rest, kWholeBodyStepBytes));
    const std::span<char> room(body.data() + size, body.size() - size);
    std::size_t filled = 0;
    state = co_await fill(room, filled);
    size += filled;
  }
  body.resize(size);
  co_return size > limit_bytes ? Body::too_long : state;
}

Awaitable<Session::Body> Session::read_chunk(Chunk& chunk, ByteBudget::Hold& hold) {
  if (parsed_.framing == http::Framing::none) co_return Body::complete;
  if (!chunk.bytes) {
    const bool sized = parsed_.framing == http::Framing::sized;
    chunk.capacity = sized ? std::min<std::uint64_t>(left_, kChunkBytes) : kChunkBytes;
    const bool is_small = chunk.capacity <= kSmallChunkBytes;
    if (!is_small && !hold.take(chunk.capacity, ByteBudget::Need::spare)) {
      chunk.capacity = kSmallChunkBytes;
    }
    chunk.bytes = std::make_unique_for_overwrite<char[]>(chunk.capacity);
  }
  chunk.size = 0;
  const std::span<char> room(chunk.bytes.get(), chunk.capacity);
  co_return co_await fill(room, chunk.size);
}

Awaitable<Session::Body> Session::fill(std::span<char> room, std::size_t& filled) {
  Body state = Body::complete;
  if (parsed_.framing == http::Framing::sized) {
    state = co_await fill_sized(room, filled);
  } else if (parsed_.framing == http::Framing::chunked) {
    state = co_await fill_chunked(room, filled);
  }
  deadline_.lift();
  bytes_in_ += filled;
  co_return state;
}

Awaitable<Session::Body> Session::fill_sized(std::span<char> room, std::size_t& filled) {
  while (left_ > 0 && filled < room.size()) {
    const std::size_t wanted = std::min<std::uint64_t>(left_, room.size() - filled);
    std::size_t count = std::min(wanted, raw_.size());
    if (count > 0) {
      raw_.text().copy(room.data() + filled, count);
      raw_.drop(count);
    } else {
      const std::span<char> rest = room.subspan(filled, wanted);
      count = co_await read_body(rest);
      if (count == 0) co_return ended();
    }
    left_ -= count;
    filled += count;
  }
  co_return left_ == 0 ? Body::complete : Body::more;
}

Awaitable<Session::Body> Session::fill_chunked(std::span<char> room, std::size_t& filled) {
  Body state = Body::more;
  while (state == Body::more && filled < room.size()) {
    const http::ChunkedDecoder::Step step = decoder_.next(raw_.text(), room.size() - filled);
    step.content.copy(room.data() + filled, step.content.size());
    filled += step.content.size();
    raw_.drop(step.consumed);
    if (decoder_.state() == http::ChunkedDecoder::State::bad) {
      state = Body::malformed;
    } else if (decoder_.state() == http::ChunkedDecoder::State::done) {
      state = Body::complete;
    } else if (step.consumed == 0) {
      raw_.reserve(kRawBytes);
      const std::size_t count = co_await read_body(raw_.room());
      raw_.add(count);
      if (count == 0) state = ended();
    }
  }
  co_return state;
}

}  // namespace berth::net
