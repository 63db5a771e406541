// The handler's answers: calls that may wait run on workers, and this code moves between the
// workers and the socket.
#include <boost/asio/experimental/awaitable_operators.hpp>

#include "net/on_worker.h"
#include "net/session.h"

namespace berth::net {

void Session::begin_exchange() {
  exchange_.reset();
  try {
    exchange_ = context_.handler.begin(head_);
  } catch (...) {
    try {
      context_.handler.note_failure(head_);
    } catch (...) {  // NOLINT(bugprone-empty-catch): without a log there is nobody left to tell
    }
  }
}

Awaitable<Session::Answer> Session::answer() {
  if (exchange_ == nullptr) {
    Answer answered;
    answered.response = bare_response(500);
    if (!drop_body()) answered.next = Next::lingering_close;
    co_return answered;
  }
  const http::BodyPlan plan = exchange_->plan();
  if (const auto* whole = std::get_if<http::WholeBody>(&plan)) {
    co_return co_await answer_whole(whole->limit_bytes);
  }
  co_return co_await answer_streamed();
}

Awaitable<Session::Answer> Session::answer_whole(std::uint64_t limit_bytes) {
  std::string body;
  Answer answered;
  const Body state = co_await read_whole(body, limit_bytes);
  if (state == Body::too_long) {
    answered.response = guarded([&] { return exchange_->too_large(limit_bytes); });
    answered.next = Next::lingering_close;
    co_return answered;
  }
  if (state != Body::complete) co_return incomplete(state);
  if (auto now = guarded([&] { return exchange_->answer_now(body); })) {
    answered.response = *std::move(now);
    co_return answered;
  }
  auto work = [this, &body] { return guarded([&] { return exchange_->answer(body); }); };
  if (exchange_->effort() == http::Effort::brief) {
    answered.response = work();
    co_return answered;
  }
  if (context_.workers.is_full()) {
    answered.response = refuse(http::kBusy);
    co_return answered;
  }
  deadline_.lift();
  answered.response = co_await on_worker(context_.workers, std::move(work));
  co_return answered;
}

Awaitable<Session::Answer> Session::answer_streamed() {
  using Opened = std::variant<http::Response, Sink>;
  Opened opened;
  if (context_.workers.is_full()) {
    opened = refuse(http::kBusy);
  } else {
    auto work = [this] { return guarded([&] { return exchange_->open(); }); };
    deadline_.lift();
    opened = co_await on_worker(context_.workers, std::move(work));
  }
  if (auto* refusal = std::get_if<http::Response>(&opened)) {
    Answer answered;
    answered.response = std::move(*refusal);
    if (!drop_body()) answered.next = Next::lingering_close;
    co_return answered;
  }
  co_return co_await feed(std::move(std::get<Sink>(opened)));
}

// The next chunk is read while the sink takes the last one. Whatever happens, the sink ends on a
// worker: both its finish() and its destructor may touch the disk.
Awaitable<Session::Answer> Session::feed(Sink sink) {
  using asio::experimental::awaitable_operators::operator&&;
  phase_ = Phase::upload;
  ByteBudget::Hold hold = context_.budget.hold(head_.client_address);
  Chunk full;
  Chunk next;
  Body state = Body::gone;
  if (co_await send_continue()) state = co_await read_chunk(full, hold);
  while (state == Body::more) {
    Awaitable<Body> reading = read_chunk(next, hold);
    Awaitable<std::optional<http::Response>> writing = write(sink, full);
    auto [state_of_next, early] = co_await (std::move(reading) && std::move(writing));
    if (early) {
      Answer answered;
      answered.response = *std::move(early);
      answered.next = state_of_next == Body::complete ? Next::request : Next::lingering_close;
      co_return answered;
    }
    state = state_of_next;
    std::swap(full, next);
  }
  auto work = [this, &sink, &full, state] { return end(std::move(sink), full, state); };
  deadline_.lift();
  co_return co_await on_worker(context_.workers, std::move(work));
}

Awaitable<std::optional<http::Response>> Session::write(Sink& sink, const Chunk& chunk) {
  auto work = [this, &sink, &chunk] {
    auto early = guarded([&] { return sink->write(chunk.content()); });
    if (early) sink.reset();
    return early;
  };
  std::optional<http::Response> early = co_await on_worker(context_.workers, std::move(work));
  if (early) {
    // The pending read ends, and no other begins.
    body_refused_ = true;
    stream_->cancel();
  }
  co_return early;
}

// Runs on a worker. Destroys the sink.
Session::Answer Session::end(Sink sink, const Chunk& last, Body state) {
  const bool is_whole = state == Body::complete;
  std::optional<http::Response> early;
  // A peer that went away may never get further in one attempt, so what it sent is kept.
  const bool has_stopped = state == Body::gone || state == Body::too_slow;
  if (last.size != 0 && (is_whole || has_stopped)) {
    early = guarded([&] { return sink->write(last.content()); });
  }
  if (!is_whole) return incomplete(state);
  Answer answered;
  answered.response = early ? *std::move(early) : guarded([&] { return sink->finish(); });
  return answered;
}

Session::Answer Session::incomplete(Body state) {
  if (state == Body::gone) return Answer{{}, Next::close};
  const http::Refusal refusal =
      state == Body::too_slow
          ? http::Refusal{.status = 408, .reason = "The body of the request took too long to come"}
          : http::Refusal{.status = 400, .reason = "The body is not in chunked coding"};
  return Answer{refuse(refusal), Next::lingering_close};
}

http::Response Session::refuse(const http::Refusal& refusal) {
  if (exchange_ == nullptr) return bare_response(refusal.status);
  try {
    return http::refuse(*exchange_, refusal);
  } catch (...) {
    return bare_response(refusal.status);
  }
}

}  // namespace berth::net
