#include "net/lane.h"

#include <sys/socket.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <string>

#include "net/tls_credentials.h"

namespace berth::net {
namespace {

// How exactly timeouts are kept; a sweep looks at one time per connection.
constexpr std::chrono::milliseconds kSweepInterval{250};
// When no descriptor or no memory is free: the time to let some connection end.
constexpr std::chrono::milliseconds kAcceptPause{50};

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

}  // namespace

Lane::Lane(SessionContext context, ConnectionCount& connections)
    : context_(std::move(context)), connections_(connections) {}

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
  });
}

void Lane::join() {
  io_.stop();
  if (thread_.joinable()) thread_.join();
}

Awaitable<void> Lane::accept() {
  while (acceptor_.is_open()) {
    auto [failure, socket] = co_await acceptor_.async_accept(as_tuple);
    if (!failure && admit(std::move(socket))) continue;
    if (acceptor_.is_open()) {
      pause_.expires_after(kAcceptPause);
      co_await pause_.async_wait(as_tuple);
    }
  }
}

bool Lane::admit(Socket socket) {
  if (!connections_.add(context_.config.max_connections)) {
    if (context_.config.tls != nullptr) return true;  // nothing can be said without a handshake
    std::string answer;
    write_head(answer, {}, bare_response(503), http::KeepAlive::no, context_.standing);
    boost::system::error_code ignored;
    socket.non_blocking(true, ignored);
    // A socket that was never written to takes this at once. MSG_NOSIGNAL is Asio's default.
    socket.write_some(asio::buffer(answer), ignored);
    return true;
  }
  ConnectionPlace place(connections_);
  try {
    auto session = std::make_unique<Session>(std::move(socket), context_);
    sessions_.push_back(*session);
    asio::co_spawn(io_, serve(std::move(place), std::move(session)), asio::detached);
    return true;
  } catch (...) {
    return false;  // accept() must go on
  }
}

// An exception from a session, as when memory is short, ends that connection and no other.
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
      if (session.is_overdue(now)) session.cut(Session::CutBy::slowness);
    }
    if (context_.config.tls != nullptr) context_.config.tls->rotate_ticket_keys();
  }
}

}  // namespace berth::net
