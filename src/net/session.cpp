#include "net/session.h"

#include <algorithm>
#include <cstring>

#include "net/on_worker.h"

namespace berth::net {
namespace {

// Holds an ordinary head; larger ones make the buffer grow up to http::kMaxHeadBytes.
constexpr std::size_t kInitialReadBytes = std::size_t{4} * 1024;
// A whole body grows in steps, so that a peer who announces much and sends little costs little.
constexpr std::size_t kWholeBodyStepBytes = std::size_t{64} * 1024;
// One trip to a worker moves this much of a streamed body.
constexpr std::size_t kChunkBytes = std::size_t{256} * 1024;
constexpr std::size_t kRawBytes = std::size_t{64} * 1024;
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
  if (idle_) wait_for_peer(context_.config.idle_timeout_ms);
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

// What was read beyond the head is body, or the next request.
void Session::begin_body() {
  left_ = head_.content_length.value_or(0);
  decoder_ = http::ChunkedDecoder();
  raw_.assign(buffer_, parsed_.size_bytes);
}

void Session::end_request() {
  buffer_.swap(raw_);
}

Awaitable<Session::Answer> Session::answer() {
  const http::BodyPlan plan = context_.handler.plan(head_);
  if (const auto* whole = std::get_if<http::WholeBody>(&plan)) {
    co_return co_await answer_whole(whole->limit_bytes);
  }
  co_return co_await answer_streamed();
}

Awaitable<Session::Answer> Session::answer_whole(std::uint64_t limit_bytes) {
  std::string body;
  if (parsed_.framing != http::Framing::none) {
    if (left_ <= limit_bytes && !co_await send_continue()) co_return incomplete(Body::gone);
    Body state = left_ > limit_bytes ? Body::complete : Body::more;
    std::size_t size = 0;
    while (state == Body::more && size <= limit_bytes) {
      // One byte more than the limit tells a body that is too long.
      body.resize(std::min<std::uint64_t>(size + kWholeBodyStepBytes, limit_bytes + 1));
      const std::span<char> room(body.data() + size, body.size() - size);
      std::size_t filled = 0;
      state = co_await fill(room, filled);
      size += filled;
    }
    body.resize(size);
    if (left_ > limit_bytes || size > limit_bytes) {
      co_return Answer{context_.handler.too_large(head_, limit_bytes), Next::lingering_close};
    }
    if (state != Body::complete) co_return incomplete(state);
  }
  auto work = [this, &body] {
    try {
      return context_.handler.handle(head_, body);
    } catch (...) {
      return context_.handler.failed(head_);
    }
  };
  wait_for_worker();
  Answer answered;
  answered.response = co_await on_worker(context_.workers, std::move(work));
  co_return answered;
}

Awaitable<Session::Answer> Session::answer_streamed() {
  using Opened = std::variant<http::Response, Sink>;
  auto work = [this]() -> Opened {
    try {
      return context_.handler.open(head_);
    } catch (...) {
      return context_.handler.failed(head_);
    }
  };
  wait_for_worker();
  Opened opened = co_await on_worker(context_.workers, std::move(work));
  if (auto* refusal = std::get_if<http::Response>(&opened)) {
    Answer answered;
    answered.response = std::move(*refusal);
    if (parsed_.framing != http::Framing::none) answered.next = Next::lingering_close;
    co_return answered;
  }
  Sink sink = std::move(std::get<Sink>(opened));
  if (!co_await send_continue()) co_return incomplete(Body::gone);
  co_return co_await feed(std::move(sink));
}

Awaitable<Session::Answer> Session::feed(Sink sink) {
  Body state = parsed_.framing == http::Framing::none ? Body::complete : Body::more;
  std::unique_ptr<char[]> chunk;
  while (state == Body::more) {
    if (!chunk) chunk = std::make_unique_for_overwrite<char[]>(kChunkBytes);
    const std::span<char> room(chunk.get(), kChunkBytes);
    std::size_t filled = 0;
    state = co_await fill(room, filled);
    if (state == Body::malformed || state == Body::gone) break;
    auto work = [this, &sink, content = std::as_bytes(room.first(filled))] {
      try {
        return sink->write(content);
      } catch (...) {
        return std::optional(context_.handler.failed(head_));
      }
    };
    wait_for_worker();
    std::optional<http::Response> early = co_await on_worker(context_.workers, std::move(work));
    if (early) {
      const Next next = state == Body::complete ? Next::request : Next::lingering_close;
      co_return Answer{*std::move(early), next};
    }
  }
  // finish() or the end of an unfinished sink: both may touch the disk.
  auto work = [this, &sink, state]() -> Answer {
    Answer answered;
    if (state != Body::complete) {
      answered = incomplete(state);
    } else {
      try {
        answered.response = sink->finish();
      } catch (...) {
        answered.response = context_.handler.failed(head_);
      }
    }
    sink.reset();
    return answered;
  };
  wait_for_worker();
  co_return co_await on_worker(context_.workers, std::move(work));
}

Session::Answer Session::incomplete(Body state) const {
  if (state == Body::gone) return Answer{{}, Next::close};
  return Answer{bare_response(400), Next::lingering_close};
}

Awaitable<Session::Body> Session::fill(std::span<char> room, std::size_t& filled) {
  Body state = Body::complete;
  if (parsed_.framing == http::Framing::sized) {
    state = co_await fill_sized(room, filled);
  } else if (parsed_.framing == http::Framing::chunked) {
    state = co_await fill_chunked(room, filled);
  }
  bytes_in_ += filled;
  co_return state;
}

Awaitable<Session::Body> Session::fill_sized(std::span<char> room, std::size_t& filled) {
  while (left_ > 0 && filled < room.size()) {
    const std::size_t wanted = std::min<std::uint64_t>(left_, room.size() - filled);
    std::size_t count = std::min(wanted, raw_.size());
    if (count > 0) {
      std::memcpy(room.data() + filled, raw_.data(), count);
      raw_.erase(0, count);
    } else {
      wait_for_peer(context_.config.body_stall_timeout_ms);
      const std::span<char> rest = room.subspan(filled, wanted);
      count = co_await read_some(rest);
      if (count == 0) co_return Body::gone;
    }
    left_ -= count;
    filled += count;
  }
  co_return left_ == 0 ? Body::complete : Body::more;
}

Awaitable<Session::Body> Session::fill_chunked(std::span<char> room, std::size_t& filled) {
  std::size_t used = 0;  // of raw_
  Body state = Body::more;
  while (state == Body::more && filled < room.size()) {
    const std::string_view rest = std::string_view(raw_).substr(used);
    const http::ChunkedDecoder::Step step = decoder_.next(rest, room.size() - filled);
    std::memcpy(room.data() + filled, step.content.data(), step.content.size());
    filled += step.content.size();
    used += step.consumed;
    if (decoder_.state() == http::ChunkedDecoder::State::bad) {
      state = Body::malformed;
    } else if (decoder_.state() == http::ChunkedDecoder::State::done) {
      state = Body::complete;
    } else if (step.consumed == 0) {
      raw_.erase(0, used);
      used = 0;
      wait_for_peer(context_.config.body_stall_timeout_ms);
      const std::size_t held = raw_.size();
      raw_.resize(held + kRawBytes);
      const std::span<char> fresh(raw_.data() + held, kRawBytes);
      const std::size_t count = co_await read_some(fresh);
      raw_.resize(held + count);
      if (count == 0) state = Body::gone;
    }
  }
  raw_.erase(0, used);
  co_return state;
}

// 0: the peer is gone, or was too slow.
Awaitable<std::size_t> Session::read_some(std::span<char> room) {
  const asio::mutable_buffer into(room.data(), room.size());
  const auto [failure, count] = co_await socket_.async_read_some(into, as_tuple);
  co_return failure ? 0 : count;
}

// A peer that is told to go on before it waits need not be told.
Awaitable<bool> Session::send_continue() {
  if (parsed_.expectation == http::Expectation::none || !raw_.empty()) co_return true;
  const std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
  co_return co_await send_bytes(text, {});
}

// Reads on for a while, so that the peer can read the answer to a request it is still sending.
Awaitable<void> Session::linger() {
  boost::system::error_code failure;
  socket_.shutdown(asio::socket_base::shutdown_send, failure);
  wait_for_peer(kLingerTimeoutMs);
  raw_.resize(kRawBytes);
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
