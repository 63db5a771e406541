#include "net/server.h"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <csignal>
#include <future>
#include <string_view>
#include <vector>

#include "net/connection_count.h"
#include "net/lane.h"
#include "net/worker_pool.h"

namespace berth::net {
namespace {

using asio::ip::tcp;

// After the grace period: time for connections that were cut, and for their sinks, to end in order.
constexpr std::chrono::milliseconds kCutTime{1000};

constexpr std::string_view kEveryAddress = "*";

tcp::endpoint resolve(const ServerConfig& config) {
  asio::io_context context;
  if (config.address == kEveryAddress) {
    boost::system::error_code no_v6;
    tcp::acceptor probe(context);
    probe.open(tcp::v6(), no_v6);
    return {no_v6 ? tcp::v4() : tcp::v6(), config.port};
  }
  tcp::resolver resolver(context);
  return *resolver.resolve(config.address, std::to_string(config.port)).begin();
}

std::string with_port(const std::string& host, std::uint16_t port) {
  const bool is_v6 = host.find(':') != std::string::npos;
  return (is_v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

// RFC 6797 section 7.2: "An HSTS Host MUST NOT include the STS header field in HTTP responses
// conveyed over non-secure transport".
unsigned hsts_max_age_s(const ServerConfig& config) {
  return config.tls != nullptr ? config.hsts_max_age_s : 0;
}

// The lanes share their port, and would also share it with another server of the same user: each
// would get some of the other's connections. Binding once without SO_REUSEPORT detects that.
void require_free(const tcp::endpoint& endpoint) {
  asio::io_context context;
  tcp::acceptor probe(context);
  open_to_bind(probe, endpoint);
  probe.bind(endpoint);
}

}  // namespace

class Server::Impl {
 public:
  Impl(const ServerConfig& config, http::Handler& handler, ByteBudget& budget, const Clock& clock,
       Entropy& entropy, Observer& observer)
      : config_(config),
        addresses_(config.per_address),
        workers_(config.workers, config.max_queued_requests) {
    std::signal(SIGPIPE, SIG_IGN);  // sendfile(2) raises it, and has no MSG_NOSIGNAL
    tcp::endpoint endpoint = resolve(config_);
    require_free(endpoint);
    for (unsigned i = 0; i < config_.io_threads; ++i) {
      SessionContext context{.config = config_,
                             .handler = handler,
                             .budget = budget,
                             .workers = workers_,
                             .observer = observer,
                             .stopping = stopping_,
                             .addresses = addresses_,
                             .request_ids = RequestIds(entropy),
                             .standing = StandingFields(clock, hsts_max_age_s(config_))};
      lanes_.push_back(std::make_unique<Lane>(std::move(context), connections_));
      endpoint = lanes_.back()->listen(endpoint);  // the others share the port of the first
    }
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      lanes_[i]->set_next(*lanes_[(i + 1) % lanes_.size()]);
    }
    port_ = endpoint.port();
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string address() const { return with_port(config_.address, port_); }

  void start() {
    for (const auto& lane : lanes_) lane->start();
  }
  InProgress stop() {
    stopping_ = true;
    std::vector<std::future<InProgress>> counted;
    counted.reserve(lanes_.size());
    for (const auto& lane : lanes_) counted.push_back(lane->stop());
    InProgress all;
    for (auto& lane : counted) {
      const InProgress of_lane = lane.get();
      all.connections += of_lane.connections;
      all.requests += of_lane.requests;
      all.uploads += of_lane.uploads;
    }
    return all;
  }
  unsigned join() {
    if (joined_) return 0;
    joined_ = true;
    const unsigned cut =
        connections_.wait_for_none(std::chrono::milliseconds(config_.shutdown_grace_ms));
    if (cut > 0) {
      for (const auto& lane : lanes_) lane->close_all();
      connections_.wait_for_none(kCutTime);
    }
    for (const auto& lane : lanes_) lane->join();
    workers_.join();
    return cut;
  }
  void hurry() { connections_.hurry(); }
  [[nodiscard]] ServerFigures figures() const {
    ServerFigures figures{.connections = connections_.count(),
                          .workers = config_.workers,
                          .queued = workers_.waiting(),
                          .waits = workers_.waits()};
    for (const auto& lane : lanes_) lane->add_figures(figures);
    return figures;
  }

 private:
  const ServerConfig config_;
  std::atomic<bool> stopping_ = false;
  bool joined_ = false;
  ConnectionCount connections_;
  AddressLimits addresses_;
  std::uint16_t port_ = 0;
  // A worker that ends late still posts to its lane, and a lane that still holds a sink destroys
  // it: the lanes outlive the workers.
  std::vector<std::unique_ptr<Lane>> lanes_;
  WorkerPool workers_;
};

Server::Server(const ServerConfig& config, http::Handler& handler, ByteBudget& budget,
               const Clock& clock, Entropy& entropy, Observer& observer) try
    : impl_(std::make_unique<Impl>(config, handler, budget, clock, entropy, observer)) {
} catch (const boost::system::system_error& failure) {
  throw CannotListen(failure.code(), with_port(config.address, config.port));
}

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
InProgress Server::stop() {
  return impl_->stop();
}
unsigned Server::join() {
  return impl_->join();
}
void Server::hurry() {
  impl_->hurry();
}
ServerFigures Server::figures() const {
  return impl_->figures();
}

}  // namespace berth::net
