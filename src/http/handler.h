// What a server needs of whoever answers its requests. No sockets here: net/ calls these
// interfaces, the planes (aws/, oci/) implement them, and tests call them directly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "http/message.h"

namespace berth::http {

// How the body of a request is to be taken in.
struct WholeBody {
  std::uint64_t limit_bytes;  // a longer body is refused before it is read: Exchange::too_large()
};
struct StreamedBody {};
using BodyPlan = std::variant<WholeBody, StreamedBody>;

// Of a request that no body is expected of: what is read and not looked at, so that the connection
// can go on. 16 KiB: containerd posts a form with a login of a few KiB before it sends a GET.
inline constexpr std::uint64_t kMaxIgnoredBodyBytes = std::uint64_t{16} * 1024;

// How such a request is taken: one with a body that is longer, or may be, is answered by open(), as
// what it asks for has it, without reading on.
inline BodyPlan plan_without_body(const RequestHead& head) {
  const bool is_small = head.content_length.value_or(0) <= kMaxIgnoredBodyBytes &&
                        head.field_count("Transfer-Encoding") == 0;
  if (is_small) return WholeBody{kMaxIgnoredBodyBytes};
  return StreamedBody{};
}

struct Refusal;  // refusal.h

// What Exchange::answer() takes.
enum class Effort : std::uint8_t {
  may_wait,  // for a commit, a sync, a lock, another request: called on a worker
  brief,     // reads some rows, opens a file: called on the socket thread, where it takes less time
             // than the way to a worker and back
};

// Takes the body of one request, chunk by chunk, in order. Called on worker threads, never by two
// at once. Destroyed without finish() when the peer goes away or stalls: that must leave nothing
// half-done, only what the protocol lets the peer resume.
class BodySink {
 public:
  BodySink() = default;
  BodySink(const BodySink&) = delete;
  BodySink& operator=(const BodySink&) = delete;
  virtual ~BodySink() = default;

  // May block. A response returned here ends the request: the rest of the body is not wanted.
  virtual std::optional<Response> write(std::span<const std::byte> chunk) = 0;
  // The body was complete. Called once, last.
  virtual Response finish() = 0;
};

// One request, from its head to the end of its answer. It keeps what has been found out about the
// request, so that nothing is parsed, looked up or checked again by the next question.
//
// It lives until its answer has been sent, and is destroyed on the socket thread, after the sink
// that open() returned. Calls come one after the other, on a socket thread or on a worker, and each
// sees what the calls before it left: none needs a lock.
class Exchange {
 public:
  // `head` outlives the exchange and stays as it is.
  explicit Exchange(const RequestHead& head) : head_(head) {}
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  virtual ~Exchange() = default;

  [[nodiscard]] const RequestHead& head() const { return head_; }

  // How the body is to be taken. Asked first, on the socket thread: must not block, must not touch
  // storage.
  virtual BodyPlan plan() = 0;

  // The answer to a request whose plan was WholeBody, if it can be given from memory: at once, on
  // the socket thread, without a hop to a worker and back. Must not block, must not touch storage.
  virtual std::optional<Response> answer_now(std::string_view) { return std::nullopt; }

  // Asked where answer_now() knew no answer; under the same conditions.
  virtual Effort effort() { return Effort::may_wait; }

  // Answers a request whose plan was WholeBody, on the thread that its effort asks for. `body` is
  // valid for the duration of the call, and the one that answer_now() was given.
  virtual Response answer(std::string_view body) = 0;

  // Starts a request whose plan was StreamedBody, before "100 Continue" is sent: a response
  // refuses the body. Worker thread, may block. The exchange outlives the sink.
  virtual std::variant<Response, std::unique_ptr<BodySink>> open() = 0;

  // The protocol's own answers for what the server finds out by itself.
  // A body over the limit of its plan (413 or the plane's own status). Any of those threads.
  virtual Response too_large(std::uint64_t limit_bytes) = 0;
  // What the server refuses by itself, as this request's plane words it; http::refuse() calls it.
  // Any thread; must not block, must not touch storage.
  virtual Response refused(const Refusal& refusal) = 0;
  // An exception escaped one of the calls above, or of the sink (500). Called while it is being
  // handled. If this throws too, as where memory is short, the answer is a bare 500.
  virtual Response failed() = 0;

  // For the log, after the answer.
  [[nodiscard]] const RequestNotes& notes() const { return notes_; }

 protected:
  RequestNotes& edit_notes() { return notes_; }

 private:
  const RequestHead& head_;
  RequestNotes notes_;
};

// Any thread may call.
class Handler {
 public:
  Handler() = default;
  Handler(const Handler&) = delete;
  Handler& operator=(const Handler&) = delete;
  virtual ~Handler() = default;

  // Never null. Runs on a socket thread: must not block, must not touch storage. `head` may be what
  // could be made out of a request that is unreadable or half there: then nothing in it is checked,
  // a part of the target may be all, and refused() is the only question that follows. The handler
  // outlives the exchange.
  [[nodiscard]] virtual std::unique_ptr<Exchange> begin(const RequestHead& head) = 0;

  // An exception escaped begin(), or a call of an exchange or a sink, and is being handled: to be
  // logged, before Exchange::failed() answers.
  virtual void note_failure(const RequestHead&) {}
};

}  // namespace berth::http
