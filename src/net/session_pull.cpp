// Answers whose bytes a source has to be asked for. The source is read on a worker, one chunk while
// the chunk before is sent, so no socket thread waits for it.
#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <tuple>
#include <utility>

#include "net/on_worker.h"
#include "net/session.h"

namespace berth::net {
namespace {

// One trip to a worker reads this much: enough to make the trip cheap, and to keep a fast peer busy
// while the next chunk comes. An answer holds two of them.
constexpr std::uint64_t kPulledBytes = std::uint64_t{128} * 1024;

// Calls `visit` with each range that has to be pulled.
template <typename Visit>
void visit_pulled(const http::Response& response, const Visit& visit) {
  const auto visit_range = [&visit](const http::StoredRange& range) {
    if (is_pulled(range) && range.length > 0) visit(range);
  };
  if (const auto* range = std::get_if<http::StoredRange>(&response.body)) visit_range(*range);
  if (const auto* pieces = std::get_if<std::vector<http::Piece>>(&response.body)) {
    for (const http::Piece& piece : *pieces) visit_range(piece.range);
  }
}

}  // namespace

// nullptr: nothing has to be pulled.
const http::StoredRange* Session::first_pulled(const http::Response& response) const {
  const http::StoredRange* first = nullptr;
  visit_pulled(response, [&first](const http::StoredRange& range) {
    if (first == nullptr) first = &range;
  });
  if (first == nullptr || body_on_wire(head_, response) == BodyOnWire::no) return nullptr;
  return first;
}

// Reads the first chunk, before the head is sent: if that fails, the peer can still be told.
Awaitable<void> Session::begin_pull(http::Response& response, const http::StoredRange& first) {
  if (context_.workers.is_full()) {
    response = refuse(http::kBusy);
    co_return;
  }
  std::uint64_t longest = 0;
  visit_pulled(response, [&longest](const http::StoredRange& range) {
    longest = std::max(longest, range.length);
  });
  auto pulling = std::make_unique<Pull>();
  pulling->full.capacity = pulling->next.capacity = std::min(longest, kPulledBytes);
  const std::uint64_t held_bytes = std::min(longest, 2 * kPulledBytes);
  if (held_bytes > kMaxSmallAnswerBytes) {
    pulling->hold = context_.budget.hold(head_.client_address);
    if (!pulling->hold.take(held_bytes)) {
      response = refuse(http::kTooMuchHeld);
      co_return;
    }
  }
  deadline_.lift();
  std::optional<http::Response> failure = co_await pull(first, /*from=*/0, pulling->full);
  if (failure) {
    response = *std::move(failure);
    co_return;
  }
  pulling->begun = &first;
  pull_ = std::move(pulling);
}

// Fills the chunk with the bytes of the range from `from` on. Returns the answer to a failure.
Awaitable<std::optional<http::Response>> Session::pull(const http::StoredRange& range,
                                                       std::uint64_t from, Chunk& chunk) {
  chunk.size = std::min<std::uint64_t>(range.length - from, chunk.capacity);
  if (!chunk.bytes) chunk.bytes = std::make_unique_for_overwrite<char[]>(chunk.capacity);
  auto work = [this, &range, from, &chunk] {
    return guarded([&]() -> std::optional<http::Response> {
      const std::span<char> room(chunk.bytes.get(), chunk.size);
      read_at(range.from, range.offset + from, std::as_writable_bytes(room));
      return std::nullopt;
    });
  };
  co_return co_await on_worker(context_.workers, std::move(work));
}

// What comes before the range is in out_.
Awaitable<bool> Session::send_pulled(const http::StoredRange& range, std::uint64_t& body_bytes) {
  using asio::experimental::awaitable_operators::operator&&;
  if (range.length == 0) co_return co_await stream_->send_bytes(out_, {}, body_bytes);
  Chunk& full = pull_->full;
  Chunk& next = pull_->next;
  std::optional<http::Response> failure;
  bool is_sent = true;
  if (std::exchange(pull_->begun, nullptr) != &range) {
    deadline_.lift();
    failure = co_await pull(range, /*from=*/0, full);
  }
  std::string_view head = out_;
  std::uint64_t read_bytes = full.size;
  while (is_sent && !failure && read_bytes < range.length) {
    Awaitable<bool> sending = send_chunk(head, full, body_bytes);
    Awaitable<std::optional<http::Response>> reading = pull(range, read_bytes, next);
    std::tie(is_sent, failure) = co_await (std::move(sending) && std::move(reading));
    head = {};
    read_bytes += next.size;
    std::swap(full, next);
  }
  if (is_sent && !failure) is_sent = co_await send_chunk(head, full, body_bytes);
  // The head is sent, and with it the length: an answer to the failure would be taken for content.
  if (failure) stream_->break_off();
  co_return is_sent && !failure;
}

Awaitable<bool> Session::send_chunk(std::string_view head, const Chunk& chunk,
                                    std::uint64_t& body_bytes) {
  stream_->count_as_sent(pull_->sent);
  const auto began = std::chrono::steady_clock::now();
  const std::string_view content(chunk.bytes.get(), chunk.size);
  const bool is_sent = co_await stream_->send_bytes(head, content, body_bytes);
  pull_->sent.time += std::chrono::steady_clock::now() - began;
  pull_->sent.bytes += head.size() + chunk.size;
  deadline_.lift();  // until the next chunk, the source is waited for
  co_return is_sent;
}

}  // namespace berth::net
