// Which client a connection speaks for: from its start, or from each head.
#include "net/session.h"

namespace berth::net {

using http::ClientAddressFrom;

namespace {

constexpr http::Refusal kNoProxyHeader{
    .status = 400, .reason = "A proxy has to begin its connection with a PROXY header"};

}  // namespace

Awaitable<Session::Next> Session::open() {
  const ServerConfig& config = context_.config;
  const bool is_proxy = role_ == http::Peer::trusted_proxy;
  if (is_proxy && config.client_address_from == ClientAddressFrom::proxy_protocol) {
    const std::optional<ProxyHeader> header = co_await stream_->read_proxy_header();
    if (!header) co_return co_await refuse_connection(kNoProxyHeader);
    client_ = header->client.value_or(peer_);
    if (header->client && !take_place(client_)) {
      context_.tallies->refused.add(ConnectionRefusal::address_full);
      co_return co_await refuse_connection(http::kTooManyOfAddress);
    }
  }
  const bool shakes_hands = config.tls != nullptr;
  const bool is_unknown = is_proxy && client_ == peer_;
  if (shakes_hands && !is_unknown) {
    const auto now = std::chrono::steady_clock::now();
    if (!context_.addresses.take_handshake(client_, now)) {
      context_.tallies->refused.add(ConnectionRefusal::handshakes_too_often);
      co_return Next::close;
    }
  }
  const Opening opening = co_await stream_->open(bytes_out_);
  if (shakes_hands) count_handshake(opening);
  if (opening == Opening::plain_http) report_plain_http();
  co_return opening == Opening::open ? Next::request : Next::close;
}

void Session::count_handshake(Opening opening) const {
  ConnectionTallies& tallies = *context_.tallies;
  // A probe that only looks whether somebody listens is no failure; a peer that is silent until its
  // time is over is one.
  const bool is_probe = opening == Opening::not_begun && cut_by_ != CutBy::slowness;
  if (opening == Opening::open) {
    tallies.handshakes.add();
  } else {
    (is_probe ? tallies.handshakes_not_begun : tallies.failed_handshakes).add();
  }
}

// The stream has answered it.
void Session::report_plain_http() {
  begin_refusal();
  http::Response answered = bare_response(400);
  answered.error_code = "HttpRequestOnTlsPort";
  report(answered);
}

// What the log says of a connection that is refused before any request.
void Session::begin_refusal() {
  started_ = std::chrono::steady_clock::now();
  head_.request_id = context_.request_ids.next();
  head_.client_address = client_;
}

// Before any request.
Awaitable<Session::Next> Session::refuse_connection(http::Refusal reason) {
  begin_refusal();
  const http::Response refusal = http::plain_refusal(reason);
  // In TLS nothing can be said without a handshake.
  bool sent = false;
  if (context_.config.tls == nullptr)
    sent = co_await send(refusal, http::KeepAlive::no, FileBuffer::small);
  report(refusal);
  co_return sent ? Next::lingering_close : Next::close;
}

bool Session::speaks_for_many() const {
  return role_ == http::Peer::trusted_proxy &&
         context_.config.client_address_from != ClientAddressFrom::proxy_protocol;
}

bool Session::identify() {
  if (!speaks_for_many()) return true;
  const ServerConfig& config = context_.config;
  head_.peer = http::Peer::trusted_proxy;
  head_.client_address =
      http::forwarded_client(head_, peer_, config.trusted_proxies, config.client_address_from);
  return head_.client_address == peer_ || take_place(head_.client_address);
}

bool Session::take_place(const IpAddress& client) {
  place_.reset();  // it may be for the same address
  place_ = AddressPlace::take(context_.addresses, client);
  return place_.has_value();
}

}  // namespace berth::net
