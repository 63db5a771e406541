// What a server needs of whoever answers its requests. No sockets here: net/ calls this interface,
// the planes (aws/, oci/) implement it, and tests call it directly.
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
  std::uint64_t limit_bytes;  // a longer body is refused before it is read, by Handler::too_large
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

// What Handler::handle takes for a request.
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

class Handler {
 public:
  Handler() = default;
  Handler(const Handler&) = delete;
  Handler& operator=(const Handler&) = delete;
  virtual ~Handler() = default;

  // From the head alone. Runs on a socket thread: must not block, must not touch storage.
  [[nodiscard]] virtual BodyPlan plan(const RequestHead& head) const = 0;

  // The answer to a request whose plan was WholeBody, if it can be given from memory: at once, on
  // the socket thread, without a hop to a worker and back. Must not block, must not touch storage.
  virtual std::optional<Response> answer_now(const RequestHead&, std::string_view) {
    return std::nullopt;
  }

  // Of a request that answer_now() knew no answer to, from the head alone, as plan().
  [[nodiscard]] virtual Effort effort(const RequestHead&) const { return Effort::may_wait; }

  // Answers a request whose plan was WholeBody, on the thread that its effort asks for. `body` is
  // valid for the duration of the call.
  virtual Response handle(const RequestHead& head, std::string_view body) = 0;

  // Starts a request whose plan was StreamedBody, before "100 Continue" is sent: a response
  // refuses the body. Worker thread, may block. `head` outlives the sink.
  virtual std::variant<Response, std::unique_ptr<BodySink>> open(const RequestHead& head) = 0;

  // The protocol's own answers for what the server finds out by itself.
  // A body over the limit of its plan (413 or the plane's own status). Any of those threads.
  virtual Response too_large(const RequestHead& head, std::uint64_t limit_bytes) = 0;
  // What the server refuses by itself, as this request's plane words it; http::refuse() calls it.
  // `head` is what could be made out of one that may be unreadable or half there: nothing in it is
  // checked, and a part of the target may be all. Any thread; must not block, must not touch
  // storage.
  virtual Response refused(const RequestHead& head, const Refusal& refusal) = 0;
  // An exception escaped one of the calls above, or of a sink (500). Called while it is being
  // handled. If this throws too, as where memory is short, the answer is a bare 500.
  virtual Response failed(const RequestHead& head) = 0;
};

}  // namespace berth::http
