#include "net/server.h"

#include <sys/socket.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "net/session.h"

namespace berth::net {
namespace {

using asio::ip::tcp;

// How exactly timeouts are kept; a sweep looks at one time per connection.
constexpr std::chrono::milliseconds kSweepInterval{250};
// When no descriptor is free: the time to let some connection end.
constexpr std::chrono::milliseconds kAcceptPause{50};
constexpr std::string_view kBusyAnswer =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\n"
    "Connection: close\r\n\r\n";

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

tcp::endpoint resolve(const ServerConfig& config) {
  asio::io_context context;
  tcp::resolver resolver(context);
  return *resolver.resolve(config.address, std::to_string(config.port)).begin();
}

// Connections of all threads, counted.
class ConnectionCount {
 public:
  bool add(unsigned limit) {
    const std::scoped_lock lock(mutex_);
    if (count_ >= limit) return false;
    ++count_;
    return true;
  }
  void remove() {
    const std::scoped_lock lock(mutex_);
    if (--count_ == 0) none_.notify_all();
  }
  // False if there still are some after `timeout`.
  bool wait_for_none(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    return none_.wait_for(lock, timeout, [this] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  unsigned count_ = 0;
};

using SessionList = boost::intrusive::list<Session, boost::intrusive::constant_time_size<false>>;

}  // namespace

// One io_context with its listener, its sessions and its thread.
class Lane {
 public:
  Lane(SessionContext context, ConnectionCount& connections)
      : context_(std::move(context)), connections_(connections) {}

  tcp::endpoint listen(const tcp::endpoint& endpoint) {
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    acceptor_.set_option(ReusePort(true));
    acceptor_.bind(endpoint);
    acceptor_.listen();
    return acceptor_.local_endpoint();
  }

  void start() {
    asio::co_spawn(io_, accept(), asio::detached);
    asio::co_spawn(io_, sweep(), asio::detached);
    thread_ = std::thread([this] { io_.run(); });
  }

  void stop() {
    asio::post(io_, [this] {
      boost::system::error_code ignored;
      acceptor_.close(ignored);
      for (Session& session : sessions_) {
        if (session.is_idle()) session.close();
      }
    });
  }
  void close_all() {
    asio::post(io_, [this] {
      for (Session& session : sessions_) session.close();
    });
  }
  void join() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  Awaitable<void> accept() {
    while (acceptor_.is_open()) {
      auto [failure, socket] = co_await acceptor_.async_accept(as_tuple);
      if (!failure) {
        admit(std::move(socket));
      } else if (acceptor_.is_open()) {
        pause_.expires_after(kAcceptPause);
        co_await pause_.async_wait(as_tuple);
      }
    }
  }

  void admit(Socket socket) {
    if (!connections_.add(context_.config.max_connections)) {
      boost::system::error_code ignored;
      socket.non_blocking(true, ignored);
      socket.write_some(asio::buffer(kBusyAnswer.data(), kBusyAnswer.size()), ignored);
      return;
    }
    auto session = std::make_unique<Session>(std::move(socket), context_);
    sessions_.push_back(*session);
    asio::co_spawn(io_, serve(std::move(session)), asio::detached);
  }

  Awaitable<void> serve(std::unique_ptr<Session> session) {
    co_await session->run();
    session.reset();
    connections_.remove();
  }

  Awaitable<void> sweep() {
    for (;;) {
      sweep_timer_.expires_after(kSweepInterval);
      co_await sweep_timer_.async_wait(as_tuple);
      const auto now = std::chrono::steady_clock::now();
      for (Session& session : sessions_) {
        if (session.is_overdue(now)) session.close();
      }
    }
  }

  SessionContext context_;
  ConnectionCount& connections_;
  SessionList sessions_;  // outlives io_, whose coroutines own the sessions
  asio::io_context io_{1};
  Acceptor acceptor_{io_};
  Timer pause_{io_};
  Timer sweep_timer_{io_};
  std::thread thread_;
};

class Server::Impl {
 public:
  Impl(const ServerConfig& config, http::Handler& handler, const Clock& clock, Entropy& entropy,
       AccessLog access_log)
      : config_(config), access_log_(std::move(access_log)), workers_(config.workers) {
    tcp::endpoint endpoint = resolve(config_);
    for (unsigned i = 0; i < config_.io_threads; ++i) {
      SessionContext context{.config = config_,
                             .handler = handler,
                             .workers = workers_,
                             .access_log = access_log_,
                             .stopping = stopping_,
                             .request_ids = RequestIds(entropy),
                             .date = DateField(clock)};
      lanes_.push_back(std::make_unique<Lane>(std::move(context), connections_));
      endpoint = lanes_.back()->listen(endpoint);  // the others share the port of the first
    }
    port_ = endpoint.port();
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string address() const {
    const bool is_v6 = config_.address.find(':') != std::string::npos;
    const std::string host = is_v6 ? "[" + config_.address + "]" : config_.address;
    return host + ":" + std::to_string(port_);
  }

  void start() {
    for (const auto& lane : lanes_) lane->start();
  }
  void stop() {
    stopping_ = true;
    for (const auto& lane : lanes_) lane->stop();
  }
  void join() {
    if (joined_) return;
    joined_ = true;
    if (!connections_.wait_for_none(std::chrono::milliseconds(config_.shutdown_grace_ms))) {
      for (const auto& lane : lanes_) lane->close_all();
    }
    for (const auto& lane : lanes_) lane->join();
    workers_.join();
  }

 private:
  const ServerConfig config_;
  const AccessLog access_log_;
  std::atomic<bool> stopping_ = false;
  bool joined_ = false;
  ConnectionCount connections_;
  std::uint16_t port_ = 0;
  // A worker that ends late still posts to its lane, and a sink that a lane still holds is
  // destroyed with it: the lanes go last.
  std::vector<std::unique_ptr<Lane>> lanes_;
  WorkerPool workers_;
};

Server::Server(const ServerConfig& config, http::Handler& handler, const Clock& clock,
               Entropy& entropy, AccessLog access_log)
    : impl_(std::make_unique<Impl>(config, handler, clock, entropy, std::move(access_log))) {}

Server::~Server() {
  stop();
  join();
}

std::uint16_t Server::port() const {
  return impl_->port();
}
std::string Server::address() const {
  return impl_->address();
}
void Server::start() {
  impl_->start();
}
void Server::stop() {
  impl_->stop();
}
void Server::join() {
  impl_->join();
}

}  // namespace berth::net
