#include "net/lane.h"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <string>

#include "net/tls_credentials.h"

namespace berth::net {
namespace {

// The precision of timeouts; a sweep looks at one time per connection.
constexpr std::chrono::milliseconds kSweepInterval{250};
// When no descriptor or no memory is free: time for some connection to end.
constexpr std::chrono::milliseconds kAcceptPause{50};
// Refused connections are beyond max_connections, so the server lingers on few of them.
constexpr std::size_t kMaxLingeringRefusals = 64;

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

}  // namespace

Lane::Lane(SessionContext context, ConnectionCount& connections)
    : context_(std::move(context)), connections_(connections) {
  context_.waiting = &waiting_;
  context_.tallies = &tallies_;
}

asio::ip::tcp::endpoint Lane::listen(const asio::ip::tcp::endpoint& endpoint) {
  open_to_bind(acceptor_, endpoint);
  acceptor_.set_option(ReusePort(true));
  acceptor_.bind(endpoint);
  acceptor_.listen();
  return acceptor_.local_endpoint();
}

void Lane::start() {
  asio::co_spawn(io_, accept(), asio::detached);
  asio::co_spawn(io_, sweep(), asio::detached);
  thread_ = std::thread([this] { io_.run(); });
}

std::future<InProgress> Lane::stop() {
  std::promise<InProgress> counted;
  std::future<InProgress> count = counted.get_future();
  if (!thread_.joinable()) {
    counted.set_value({});
    return count;
  }
  asio::post(io_, [this, counted = std::move(counted)]() mutable {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    InProgress busy;
    for (Session& session : sessions_) {
      if (session.phase() == Session::Phase::idle) {
        session.close();
        continue;
      }
      ++busy.connections;
      if (session.phase() >= Session::Phase::request) ++busy.requests;
      if (session.phase() == Session::Phase::upload) ++busy.uploads;
    }
    counted.set_value(busy);
  });
  return count;
}

void Lane::close_all() {
  asio::post(io_, [this] {
    for (Session& session : sessions_) session.cut(Session::CutBy::stop);
    for (Refusal& refusal : refusals_) refusal.stream.close();
  });
}

void Lane::join() {
  io_.stop();
  if (thread_.joinable()) thread_.join();
}

void Lane::add_figures(ServerFigures& figures) const {
  figures.resting += tallies_.resting.count();
  figures.requests += tallies_.requests.count();
  figures.accepted += tallies_.accepted.count();
  for (const auto reason : {ConnectionRefusal::server_full, ConnectionRefusal::address_full,
                            ConnectionRefusal::handshakes_too_often}) {
    figures.refused.at(static_cast<std::size_t>(reason)) += tallies_.refused.count(reason);
  }
  figures.displaced += tallies_.displaced.count();
  figures.handshakes += tallies_.handshakes.count();
  figures.failed_handshakes += tallies_.failed_handshakes.count();
  figures.handshakes_not_begun += tallies_.handshakes_not_begun.count();
}

Awaitable<void> Lane::accept() {
  while (acceptor_.is_open()) {
    auto [failure, socket] = co_await acceptor_.async_accept(as_tuple);
    if (!failure && take(std::move(socket))) continue;
    if (acceptor_.is_open()) {
      pause_.expires_after(kAcceptPause);
      co_await pause_.async_wait(as_tuple);
    }
  }
}

bool Lane::is_trusted(const IpAddress& address) const {
  return std::ranges::any_of(
      context_.config.trusted_proxies,
      [&address](const AddressRange& range) { return range.contains(address); });
}

bool Lane::take(Socket socket) noexcept {
  tallies_.accepted.add();
  try {
    Caller caller{.address = address_of(socket)};
    if (is_trusted(caller.address)) {
      caller.role = http::Peer::trusted_proxy;
    } else {
      caller.place = AddressPlace::take(context_.addresses, caller.address);
    }
    if (caller.role == http::Peer::client && !caller.place) {
      tallies_.refused.add(ConnectionRefusal::address_full);
      refuse(std::move(socket), http::kTooManyOfAddress);
    } else {
      admit({.socket = std::move(socket), .caller = std::move(caller)});
    }
    return true;
  } catch (...) {
    return false;  // accept() must go on
  }
}

void Lane::admit(Arrival arrival) {
  if (!connections_.add(context_.config.max_connections)) {
    if (!give_way()) return pass_on(std::move(arrival));
    connections_.add_instead();
  }
  ConnectionPlace place(connections_);
  auto session =
      std::make_unique<Session>(std::move(arrival.socket), std::move(arrival.caller), context_);
  sessions_.push_back(*session);
  asio::co_spawn(io_, serve(std::move(place), std::move(session)), asio::detached);
}

bool Lane::give_way() {
  if (waiting_.list.empty()) return false;
  Session& oldest = waiting_.list.front();
  waiting_.list.pop_front();
  oldest.close();
  tallies_.displaced.add();
  return true;
}

void Lane::pass_on(Arrival arrival) {
  if (++arrival.lanes_asked == context_.config.io_threads) {
    tallies_.refused.add(ConnectionRefusal::server_full);
    return refuse(std::move(arrival.socket), http::kTooManyConnections);
  }
  const auto protocol = arrival.socket.local_endpoint().protocol();
  arrival.socket = Socket(next_->io_, protocol, arrival.socket.release());
  auto go_on = [next = next_, arrival = std::move(arrival)]() mutable {
    try {
      next->admit(std::move(arrival));
    } catch (...) {
      return;  // no memory is left for it, and it is closed
    }
  };
  asio::post(next_->io_, std::move(go_on));
}

void Lane::refuse(Socket socket, const http::Refusal& reason) {
  if (context_.config.tls != nullptr) return;  // nothing can be said without a handshake
  std::string answer;
  const http::Response response = http::plain_refusal(reason);
  write_head(answer, {}, response, http::KeepAlive::no, context_.standing);
  answer.append(http::text_of(response).value());
  auto refusal = std::make_unique<Refusal>(std::move(socket), patience_of(context_.config));
  refusals_.push_back(*refusal);
  asio::co_spawn(io_, tell(std::move(refusal), std::move(answer)), asio::detached);
}

// If the connection were closed at once, with the request unread, it would be reset, and a proxy
// that is still sending would see no answer.
Awaitable<void> Lane::tell(std::unique_ptr<Refusal> refusal, std::string answer) {
  const std::unique_ptr<Refusal> told = std::move(refusal);
  const std::string text = std::move(answer);
  std::uint64_t ignored = 0;
  const bool sent = co_await told->stream.send_bytes(text, {}, ignored);
  if (sent && refusals_.size() <= kMaxLingeringRefusals) co_await told->stream.linger();
  told->stream.close();
}

// An exception from a session, for example when memory is short, ends only that connection.
Awaitable<void> Lane::serve(ConnectionPlace place, std::unique_ptr<Session> session) {
  const ConnectionPlace held = std::move(place);
  const std::unique_ptr<Session> served = std::move(session);  // gone before its place is free
  co_await served->run();
}

Awaitable<void> Lane::sweep() {
  for (;;) {
    sweep_timer_.expires_after(kSweepInterval);
    co_await sweep_timer_.async_wait(as_tuple);
    const auto now = std::chrono::steady_clock::now();
    for (Session& session : sessions_) {
      if (session.is_overdue(now)) {
        session.time_out();
      } else {
        session.rest_if_idle();
      }
    }
    for (Refusal& refusal : refusals_) {
      if (refusal.deadline.has_passed(now)) refusal.stream.close();
    }
    if (context_.config.tls != nullptr) context_.config.tls->rotate_ticket_keys();
  }
}

}  // namespace berth::net
