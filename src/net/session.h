// One connection, from its first request to its last. Everything here runs on the thread of the
// connection's io_context, except for calls into the handler that may wait, which run on workers.
#pragma once

#include <array>
#include <atomic>
#include <boost/intrusive/list.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "http/chunked_decoder.h"
#include "http/refusal.h"
#include "http/request_parser.h"
#include "net/address_limits.h"
#include "net/asio_types.h"
#include "net/figures.h"
#include "net/read_buffer.h"
#include "net/response_writer.h"
#include "net/server.h"
#include "net/stream.h"
#include "net/worker_pool.h"

namespace berth::net {

// UUIDs from random bytes that are fetched in bulk: a system call per request would be expensive.
// One thread.
class RequestIds {
 public:
  explicit RequestIds(Entropy& entropy) : pool_(std::make_unique<Pool>(entropy)) {}
  std::string next() { return make_uuid(*pool_); }

 private:
  class Pool final : public Entropy {
   public:
    explicit Pool(Entropy& source) : source_(source) {}
    void fill(std::span<std::byte> out) override;

   private:
    Entropy& source_;
    std::array<std::byte, 4096> bytes_{};
    std::size_t used_ = sizeof(bytes_);
  };
  std::unique_ptr<Pool> pool_;
};

struct WaitingSessions;

// Shared by all sessions of one io_context. One thread, except for `stopping`, `addresses` and
// `tallies`.
struct SessionContext {
  const ServerConfig& config;
  http::Handler& handler;
  ByteBudget& budget;
  WorkerPool& workers;
  Observer& observer;
  const std::atomic<bool>& stopping;
  AddressLimits& addresses;
  RequestIds request_ids;
  StandingFields standing;
  WaitingSessions* waiting = nullptr;    // set by the lane
  ConnectionTallies* tallies = nullptr;  // likewise
};

// An answer in memory up to this size is sent without reserving room: a socket takes that much at
// once. A request may bring as much without reserving room.
inline constexpr std::uint64_t kMaxSmallAnswerBytes = http::kMaxIgnoredBodyBytes;

Patience patience_of(const ServerConfig& config);

// Who is at the other end of a new connection.
struct Caller {
  IpAddress address;
  http::Peer role = http::Peer::client;
  std::optional<AddressPlace> place = {};  // a proxy has none, its clients have theirs
};

// A session leaves its lists when it is destroyed.
template <typename Tag>
using SessionHook =
    boost::intrusive::list_base_hook<boost::intrusive::tag<Tag>,
                                     boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
using AnySession = SessionHook<struct AnyTag>;
using WaitingSession = SessionHook<struct WaitingTag>;

class Session : public AnySession, public WaitingSession {
 public:
  // What the connection is doing.
  enum class Phase : std::uint8_t {
    idle,     // between two requests, with nothing of the next one read
    head,     // of a request, or saying goodbye
    request,  // being answered
    upload,   // likewise, and its body streams in
  };
  // Why a request is not answered, for the log.
  enum class CutBy : std::uint8_t { peer, slowness, stop };

  Session(Socket socket, Caller caller, SessionContext& context);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Serves until the peer or a limit ends it. The session must outlive the coroutine.
  Awaitable<void> run();

  // Whether the peer has kept us waiting too long.
  [[nodiscard]] bool is_overdue(std::chrono::steady_clock::time_point now) const {
    return deadline_.has_passed(now);
  }
  [[nodiscard]] Phase phase() const { return phase_; }
  // The pending operation on the stream fails; run() ends soon after.
  void close() { stream_->close(); }
  // Likewise, but not because the peer is gone.
  void cut(CutBy by) {
    if (cut_by_ == CutBy::peer) cut_by_ = by;
    close();
  }
  // Call now and then. A connection that is idle, and was so at the call before, gives its buffer
  // back: ten thousand may wait for hours.
  void rest_if_idle();
  // The peer was too slow. A request that it was sending ends with an answer, anything else with
  // the connection.
  void time_out();

 private:
  enum class Next : std::uint8_t { request, lingering_close, close };
  // Whether an idle connection has given its buffer back. Never: it is not idle.
  enum class Rest : std::uint8_t { never, not_yet, soon, resting };
  enum class Body : std::uint8_t { more, complete, too_long, malformed, gone, too_slow };
  struct Answer {
    http::Response response;
    Next next = Next::request;
  };
  using Sink = std::unique_ptr<http::BodySink>;
  // A part of a streamed body on its way to the sink, or of a source on its way to the peer.
  struct Chunk {
    std::unique_ptr<char[]> bytes;
    std::size_t capacity = 0;
    std::size_t size = 0;

    [[nodiscard]] std::span<const std::byte> content() const {
      return std::as_bytes(std::span(bytes.get(), size));
    }
  };

  // An answer on its way from a source to the peer: one chunk is sent while the next is read.
  struct Pull {
    ByteBudget::Hold hold;
    Chunk full;
    Chunk next;
    const http::StoredRange* begun = nullptr;  // whose first bytes are in `full`
    SentBefore sent;
  };

  Awaitable<Next> open();
  Awaitable<Next> refuse_connection(http::Refusal reason);
  void begin_refusal();
  void count_handshake(Opening opening) const;
  void report_plain_http();
  // The head is in parsed_.
  Awaitable<Next> serve_request();
  Awaitable<http::ParsedHead> read_head();
  // After the head, readable or not.
  void begin_exchange();
  Awaitable<Answer> answer();
  Awaitable<Answer> answer_whole(std::uint64_t limit_bytes);
  Awaitable<Answer> answer_streamed();
  Awaitable<Answer> feed(Sink sink);
  Awaitable<std::optional<http::Response>> write(Sink& sink, const Chunk& chunk);
  Answer end(Sink sink, const Chunk& last, Body state);
  Awaitable<Body> read_whole(std::string& body, std::uint64_t limit_bytes);
  Awaitable<Body> read_chunk(Chunk& chunk, ByteBudget::Hold& hold);
  Awaitable<Body> fill(std::span<char> room, std::size_t& filled);
  Awaitable<Body> fill_sized(std::span<char> room, std::size_t& filled);
  Awaitable<Body> fill_chunked(std::span<char> room, std::size_t& filled);
  Awaitable<std::size_t> read_body(std::span<char> room);
  Awaitable<bool> send_continue();
  Awaitable<bool> send(const http::Response& response, http::KeepAlive keep_alive,
                       FileBuffer file_buffer);
  Awaitable<bool> send_pieces(const std::vector<http::Piece>& pieces, FileBuffer file_buffer);
  Awaitable<bool> send_range(const http::StoredRange& range, FileBuffer file_buffer,
                             std::uint64_t& body_bytes);
  // session_pull.cpp: ranges of sources.
  [[nodiscard]] const http::StoredRange* first_pulled(const http::Response& response) const;
  Awaitable<void> begin_pull(http::Response& response, const http::StoredRange& first);
  Awaitable<std::optional<http::Response>> pull(const http::StoredRange& range, std::uint64_t from,
                                                Chunk& chunk);
  Awaitable<bool> send_pulled(const http::StoredRange& range, std::uint64_t& body_bytes);
  Awaitable<bool> send_chunk(std::string_view head, const Chunk& chunk, std::uint64_t& body_bytes);

  // Whether the peer is a proxy that names its client in each head.
  [[nodiscard]] bool speaks_for_many() const;
  // Finds out which client the request is from. False: that address is at its limit of connections.
  bool identify();
  bool take_place(const IpAddress& client);
  // Puts the session last into the list of those that may be closed when the server is full, or
  // removes it.
  void wait_last();
  void stop_waiting();
  // Reserves room, as long as `hold` lives, for what the answer needs while it is sent: its text,
  // or a buffer for its file. If there is no room for the text, the answer becomes a refusal.
  FileBuffer make_room(http::Response& response, ByteBudget::Hold& hold);
  void begin_body();
  [[nodiscard]] bool drop_body();
  void end_request();
  [[nodiscard]] Answer incomplete(Body state);
  [[nodiscard]] Body ended() const {
    return cut_by_ == CutBy::slowness ? Body::too_slow : Body::gone;
  }
  void await_request();
  [[nodiscard]] http::Response refuse(const http::Refusal& refusal);
  // The result of a call into the handler or, if it throws, the answer to that.
  template <typename Call>
  std::invoke_result_t<Call> guarded(const Call& call);
  void report(const http::Response& answered) const;
  void report_unanswered() const;

  SessionContext& context_;
  const IpAddress peer_;
  const http::Peer role_;
  IpAddress client_;  // the peer or, by the PROXY protocol, the client it speaks for
  const std::string peer_text_;
  Deadline deadline_;
  std::unique_ptr<Stream> stream_;
  std::optional<AddressPlace> place_;
  Phase phase_ = Phase::idle;
  Rest rest_ = Rest::never;
  CutBy cut_by_ = CutBy::peer;
  bool is_new_ = true;           // has had no whole head yet
  bool awaits_request_ = false;  // for the rest of one that has begun

  ReadBuffer buffer_;  // the head being answered (head_ has views into it) and the bytes after it
  http::RequestHead head_;
  http::ParsedHead parsed_;
  // From the head of a request until its answer has been sent. Null between requests, and if the
  // handler failed to begin one.
  std::unique_ptr<http::Exchange> exchange_;
  std::string out_;
  std::unique_ptr<Pull> pull_;  // only while such an answer is sent

  // The body of the current request.
  ReadBuffer raw_;             // read and not yet decoded
  std::uint64_t left_ = 0;     // of a sized body, still to come
  bool body_refused_ = false;  // the sink answered early
  std::uint64_t body_read_bytes_ = 0;
  std::chrono::steady_clock::duration body_wait_{};  // spent waiting for them
  http::ChunkedDecoder decoder_;
  std::uint64_t bytes_in_ = 0;
  std::uint64_t bytes_out_ = 0;
  std::chrono::steady_clock::time_point started_;
};

template <typename Hook>
using SessionList = boost::intrusive::list<Session, boost::intrusive::base_hook<Hook>,
                                           boost::intrusive::constant_time_size<false>>;

// The sessions that wait for the head of a request, longest waiting first.
struct WaitingSessions {
  SessionList<WaitingSession> list;
};

template <typename Call>
std::invoke_result_t<Call> Session::guarded(const Call& call) {
  try {
    return call();
  } catch (...) {
    try {
      context_.handler.note_failure(head_);
      return exchange_->failed();
    } catch (...) {
      return bare_response(500);
    }
  }
}

}  // namespace berth::net
