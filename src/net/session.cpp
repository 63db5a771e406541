#include "net/session.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace berth::net {
namespace {

// Most heads of container clients fit. For a larger one the buffer doubles, up to
// http::kMaxHeadBytes.
constexpr std::size_t kInitialReadBytes = std::size_t{1} * 1024;
// A connection keeps a buffer of up to this size for its next request, which holds the heads of
// nearly all clients.
constexpr std::size_t kMaxKeptBytes = std::size_t{4} * 1024;

// What the log calls a request whose client was too slow.
constexpr std::string_view kTooSlow = "TooSlow";

// The log's entry for a request that was not answered.
http::Response unanswered(Session::CutBy by) {
  http::Response response;
  switch (by) {
    case Session::CutBy::peer:
      response.status = 499;  // as in nginx: the client went away during its request
      break;
    case Session::CutBy::slowness:
      response.status = 408;
      response.error_code = kTooSlow;
      break;
    case Session::CutBy::stop:
      response.status = 503;
      response.error_code = "ServerStopped";
      break;
  }
  return response;
}

// RFC 8446 section 5.1: a record of the type handshake (22), of a version 3.x.
bool is_tls_handshake(std::string_view bytes) {
  return bytes.starts_with("\x16\x03");
}

}  // namespace

void RequestIds::Pool::fill(std::span<std::byte> out) {
  if (sizeof(bytes_) - used_ < out.size()) {
    source_.fill(bytes_);
    used_ = 0;
  }
  std::memcpy(out.data(), bytes_.data() + used_, out.size());
  used_ += out.size();
}

Patience patience_of(const ServerConfig& config) {
  return {.write_stall = config.write_stall_timeout_ms,
          .min_bytes_per_s = config.min_bytes_per_s,
          .linger = config.linger_ms,
          .linger_stall = config.linger_stall_timeout_ms};
}

Session::Session(Socket socket, Caller caller, SessionContext& context)
    : context_(context),
      peer_(caller.address),
      role_(caller.role),
      client_(peer_),
      peer_text_(peer_.text()),
      stream_(make_stream(std::move(socket), deadline_, patience_of(context.config),
                          context.config.tls)),
      place_(std::move(caller.place)) {
  wait_last();
  deadline_.set(context_.config.head_timeout_ms);
}

Awaitable<void> Session::run() {
  Next next = co_await open();
  while (next == Next::request) {
    // Not in serve_request(), whose frame a connection would hold while it waits.
    parsed_ = co_await read_head();
    if (parsed_.state == http::HeadState::incomplete) break;
    next = co_await serve_request();
  }
  if (next == Next::lingering_close) co_await stream_->linger();
  close();
}

void Session::time_out() {
  if (!awaits_request_ || cut_by_ != CutBy::peer) return cut(CutBy::slowness);
  cut_by_ = CutBy::slowness;
  stream_->cancel();
}

// The pending read holds the buffer, so it has to end.
void Session::rest_if_idle() {
  if (rest_ == Rest::soon) {
    rest_ = Rest::resting;
    stream_->cancel();
  } else if (rest_ == Rest::not_yet) {
    rest_ = Rest::soon;
  }
}

void Session::await_request() {
  awaits_request_ = true;
  if (cut_by_ == CutBy::slowness) cut_by_ = CutBy::peer;  // it was just in time
}

Awaitable<Session::Next> Session::serve_request() {
  if (parsed_.state == http::HeadState::bad) http::make_out_head(buffer_.text(), head_);
  const Level::Place in_flight(context_.tallies->requests);
  started_ = std::chrono::steady_clock::now();
  bytes_in_ = 0;
  bytes_out_ = 0;
  head_.request_id = context_.request_ids.next();
  head_.scheme = context_.config.tls == nullptr ? http::Scheme::http : http::Scheme::https;
  head_.client_address = client_;
  const bool is_readable = parsed_.state == http::HeadState::complete;
  const bool has_place = !is_readable || identify();
  begin_exchange();
  Answer answered;
  if (!is_readable) {
    answered.response = refuse({.status = parsed_.status, .reason = parsed_.reason});
    answered.next = Next::lingering_close;
    if (is_tls_handshake(buffer_.text())) answered.response.error_code = "TlsHandshakeOnHttpPort";
  } else {
    phase_ = Phase::request;
    begin_body();
    if (has_place) {
      answered = co_await answer();
    } else {
      answered.response = refuse(http::kTooManyOfAddress);
      if (!drop_body()) answered.next = Next::lingering_close;
    }
    if (answered.next == Next::close) {
      report_unanswered();
      co_return Next::close;
    }
    phase_ = Phase::request;  // the whole upload has arrived
  }
  const bool was_too_slow = cut_by_ == CutBy::slowness && answered.response.status == 408;
  if (was_too_slow) answered.response.error_code = kTooSlow;
  const bool last = answered.next != Next::request || parsed_.keep_alive == http::KeepAlive::no ||
                    context_.stopping;
  ByteBudget::Hold hold;
  const FileBuffer file_buffer = make_room(answered.response, hold);
  if (const auto* first = first_pulled(answered.response)) {
    co_await begin_pull(answered.response, *first);
  }
  const http::KeepAlive keep_alive = last ? http::KeepAlive::no : http::KeepAlive::yes;
  const bool sent = co_await send(answered.response, keep_alive, file_buffer);
  report(answered.response);
  pull_.reset();
  exchange_.reset();
  phase_ = Phase::head;
  if (!sent) co_return Next::close;
  if (last) co_return answered.next == Next::request ? Next::close : answered.next;
  end_request();
  co_return Next::request;
}

// A new connection got its deadline when it was accepted.
Awaitable<http::ParsedHead> Session::read_head() {
  phase_ = buffer_.empty() ? Phase::idle : Phase::head;
  rest_ = phase_ == Phase::idle ? Rest::not_yet : Rest::never;
  if (phase_ == Phase::idle && context_.stopping) co_return http::ParsedHead{};
  const unsigned idle_timeout_ms = context_.config.idle_timeout_ms;
  const unsigned head_timeout_ms = context_.config.head_timeout_ms;
  if (!is_new_) deadline_.set(phase_ == Phase::idle ? idle_timeout_ms : head_timeout_ms);
  for (;;) {
    if (!buffer_.empty()) {
      const http::ParsedHead parsed = http::parse_head(buffer_.text(), head_);
      const bool has_begun = phase_ == Phase::idle;
      phase_ = Phase::head;
      rest_ = Rest::never;
      if (parsed.state != http::HeadState::incomplete) {
        stop_waiting();
        is_new_ = false;
        co_return parsed;
      }
      if (has_begun) {
        // Its first byte makes it the youngest of those that wait, once: a head that comes byte by
        // byte grows old.
        wait_last();
        if (!is_new_) deadline_.set(head_timeout_ms);
      }
    }
    if (!WaitingSession::is_linked()) wait_last();
    if (buffer_.room().empty()) {
      const std::size_t held = buffer_.size();
      buffer_.reserve(std::min(std::max(held, kInitialReadBytes), http::kMaxHeadBytes - held));
    }
    if (phase_ == Phase::head) await_request();
    const std::size_t count = co_await stream_->read_some(buffer_.room());
    awaits_request_ = false;
    buffer_.add(count);
    if (count == 0 && phase_ == Phase::head && cut_by_ == CutBy::slowness) {
      co_return http::bad_head(408, "The head of the request took too long to come");
    }
    if (count == 0 && rest_ == Rest::resting) {
      const Level::Place resting(context_.tallies->resting);
      buffer_.release();
      co_await stream_->wait_for_bytes();
      rest_ = Rest::not_yet;
    } else if (count == 0) {
      co_return http::ParsedHead{};
    }
  }
}

void Session::wait_last() {
  stop_waiting();
  context_.waiting->list.push_back(*this);
}

void Session::stop_waiting() {
  if (WaitingSession::is_linked()) WaitingSession::unlink();
}

// Bytes after the request are the start of the next.
void Session::end_request() {
  if (speaks_for_many()) place_.reset();
  if (!raw_.empty()) {
    std::swap(buffer_, raw_);
  } else if (buffer_.capacity() <= kMaxKeptBytes) {
    buffer_.clear();
  } else {
    buffer_.release();
  }
  raw_.release();
  std::string().swap(out_);
}

// A text that several answers share counts for each of them, though it is in memory once: the cache
// that they come from may have dropped it by now, and then a slow client holds it alone. Long ones
// come from files, so what is counted twice is little.
FileBuffer Session::make_room(http::Response& response, ByteBudget::Hold& hold) {
  const auto text = http::text_of(response);
  if (text && text->size() > kMaxSmallAnswerBytes) {
    hold = context_.budget.hold(head_.client_address);
    if (!hold.take(text->size())) response = refuse(http::kTooMuchHeld);
  }
  const auto* range = std::get_if<http::StoredRange>(&response.body);
  if (range == nullptr || is_pulled(*range) || !stream_->copies_files()) return FileBuffer::small;
  hold = context_.budget.hold(head_.client_address);
  const bool has_room = hold.take(kLargeFileBufferBytes, ByteBudget::Need::spare);
  return has_room ? FileBuffer::large : FileBuffer::small;
}

Awaitable<bool> Session::send(const http::Response& response, http::KeepAlive keep_alive,
                              FileBuffer file_buffer) {
  const BodyOnWire body = write_head(out_, head_, response, keep_alive, context_.standing);
  if (body == BodyOnWire::no) return stream_->send_bytes(out_, {}, bytes_out_);
  if (const auto text = http::text_of(response)) {
    return stream_->send_bytes(out_, *text, bytes_out_);
  }
  if (const auto* range = std::get_if<http::StoredRange>(&response.body)) {
    return send_range(*range, file_buffer, bytes_out_);
  }
  return send_pieces(std::get<std::vector<http::Piece>>(response.body), file_buffer);
}

// What comes before the range is in out_.
Awaitable<bool> Session::send_range(const http::StoredRange& range, FileBuffer file_buffer,
                                    std::uint64_t& body_bytes) {
  if (is_pulled(range)) return send_pulled(range, body_bytes);
  return stream_->send_file(out_, range, file_buffer, body_bytes);
}

// The head is in out_.
Awaitable<bool> Session::send_pieces(const std::vector<http::Piece>& pieces,
                                     FileBuffer file_buffer) {
  std::uint64_t head_bytes = out_.size();
  for (const http::Piece& piece : pieces) {
    out_ += piece.text;
    std::uint64_t range_bytes = 0;
    bool sent = false;
    if (piece.range.length > 0) {
      sent = co_await send_range(piece.range, file_buffer, range_bytes);
    } else {
      sent = co_await stream_->send_bytes(out_, {}, range_bytes);
    }
    bytes_out_ += range_bytes;
    if (!sent) co_return false;
    bytes_out_ += out_.size() - std::exchange(head_bytes, 0);
    out_.clear();
  }
  co_return true;
}

void Session::report_unanswered() const {
  report(unanswered(cut_by_));
}

void Session::report(const http::Response& answered) const {
  static const http::RequestNotes kNothing;
  context_.observer.request_ended({.head = head_,
                                   .notes = exchange_ ? exchange_->notes() : kNothing,
                                   .peer = peer_,
                                   .peer_text = peer_text_,
                                   .status = answered.status,
                                   .error_code = answered.error_code,
                                   .bytes_in = bytes_in_,
                                   .bytes_out = bytes_out_,
                                   .took = std::chrono::steady_clock::now() - started_});
}

}  // namespace berth::net
