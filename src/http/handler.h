// The interface between a server and the code that answers its requests. No sockets here: net/
// calls these interfaces, the planes (aws/, oci/) implement them, and tests call them directly.
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

// How to take in the body of a request.
struct WholeBody {
  std::uint64_t limit_bytes;  // a longer body is refused before it is read: Exchange::too_large()
};
struct StreamedBody {};
using BodyPlan = std::variant<WholeBody, StreamedBody>;

// For a request that is not expected to have a body: how much of one is read and ignored, so that
// the connection can go on. 16 KiB: containerd posts a form with a login of a few KiB before it
// sends a GET.
inline constexpr std::uint64_t kMaxIgnoredBodyBytes = std::uint64_t{16} * 1024;

// The plan for such a request. If its body is longer than that, or may be, open() gives the
// ordinary answer without reading on.
inline BodyPlan plan_without_body(const RequestHead& head) {
  const bool is_small = head.content_length.value_or(0) <= kMaxIgnoredBodyBytes &&
                        head.field_count("Transfer-Encoding") == 0;
  if (is_small) return WholeBody{kMaxIgnoredBodyBytes};
  return StreamedBody{};
}

struct Refusal;  // refusal.h

// The effort of Exchange::answer(), which decides on which thread it runs.
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

// One request, from its head to the end of its answer. It keeps everything learned about the
// request, so that no later call parses, looks up or checks the same again.
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

  // How to take the body. Called first, on the socket thread: must not block, must not touch
  // storage.
  virtual BodyPlan plan() = 0;

  // The answer to a request whose plan was WholeBody, if it can be given from memory: at once, on
  // the socket thread, without a hop to a worker and back. Must not block, must not touch storage.
  virtual std::optional<Response> answer_now(std::string_view) { return std::nullopt; }

  // Called when answer_now() has no answer, under the same conditions.
  virtual Effort effort() { return Effort::may_wait; }

  // Answers a request whose plan was WholeBody, on the thread that effort() asks for. `body` is the
  // one that answer_now() was given, and valid for the duration of the call.
  virtual Response answer(std::string_view body) = 0;

  // Starts a request whose plan was StreamedBody, before "100 Continue" is sent: a response
  // refuses the body. Worker thread, may block. The exchange outlives the sink.
  virtual std::variant<Response, std::unique_ptr<BodySink>> open() = 0;

  // The protocol's own answers to problems that the server finds.
  // A body over the limit of its plan (413 or the plane's own status). Any of the threads above.
  virtual Response too_large(std::uint64_t limit_bytes) = 0;
  // A refusal by the server itself, in the words of the request's plane; http::refuse() calls it.
  // Any thread; must not block, must not touch storage.
  virtual Response refused(const Refusal& refusal) = 0;
  // An exception escaped one of the calls above, or of the sink (500). Called while the exception
  // is being handled. If this throws too, for example for lack of memory, the answer is a bare 500.
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
  // make_out_head() found in an unreadable or incomplete request: then nothing in it is checked,
  // its target may be cut short, and refused() is the only call that follows. The handler outlives
  // the exchange.
  [[nodiscard]] virtual std::unique_ptr<Exchange> begin(const RequestHead& head) = 0;

  // Logs an exception that escaped begin(), or a call of an exchange or a sink. Called while it is
  // being handled, before Exchange::failed() answers.
  virtual void note_failure(const RequestHead&) {}
};

}  // namespace berth::http
