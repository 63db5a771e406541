#include "load/job.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <list>

#include "load/details.h"

namespace berth::load {
namespace {

using Clock = std::chrono::steady_clock;

// An exception in a coroutine ends the run.
void rethrow(std::exception_ptr failure) {
  if (failure) std::rethrow_exception(failure);
}

class Run {
 public:
  explicit Run(const Job& job) : job_(job), tls_(asio::ssl::context::tls_client) {
    // The benchmark made the certificate a moment ago; the name in it does not matter here.
    tls_.set_verify_mode(asio::ssl::verify_none);
    target_.endpoint = {asio::ip::address_v4::loopback(), job.port};
    target_.tls = job.tls ? &tls_ : nullptr;
    for (unsigned i = 0; i < job.connections; ++i) {
      connections_.emplace_back(io_, target_, job.fields);
    }
  }

  Outcome measure() {
    const auto began = Clock::now();
    deadline_ = began + std::chrono::duration_cast<Clock::duration>(job_.duration);
    if (auto* details = dynamic_cast<Details*>(job_.work.get())) {
      while (may_begin()) describe_all(*details);
    } else {
      spawn([this](Connection& connection) { return repeat(connection); });
    }
    outcome_.duration = Clock::now() - began;
    return outcome_;
  }

 private:
  bool may_begin() {
    if (job_.operations != 0 && begun_ >= job_.operations) return false;
    if (job_.duration.count() > 0 && begun_ > 0 && Clock::now() >= deadline_) return false;
    if (!job_.work->has_more()) return false;
    ++begun_;
    return true;
  }

  // Runs one coroutine per connection, until all have ended.
  template <typename Start>
  void spawn(Start start) {
    for (Connection& connection : connections_) asio::co_spawn(io_, start(connection), rethrow);
    io_.restart();
    io_.run();
  }

  Awaitable<void> repeat(Connection& connection) {
    while (may_begin()) {
      const auto began = Clock::now();
      co_await job_.work->operate(connection);
      outcome_.latencies.add(Clock::now() - began);
    }
  }

  void describe_all(Details& details) {
    const auto began = Clock::now();
    asio::co_spawn(io_, details.list(connections_.front()), rethrow);
    io_.restart();
    io_.run();
    spawn([&details](Connection& connection) { return details.describe(connection); });
    outcome_.latencies.add(Clock::now() - began);
  }

  const Job& job_;
  asio::io_context io_{1};  // one thread
  asio::ssl::context tls_;
  Target target_;
  std::list<Connection> connections_;
  Clock::time_point deadline_;
  std::uint64_t begun_ = 0;
  Outcome outcome_;
};

}  // namespace

Job::Job(const boost::json::object& description)
    : port(description.at("port").to_number<unsigned short>()),
      tls(description.contains("tls") && description.at("tls").as_bool()),
      connections(description.at("connections").to_number<unsigned>()),
      duration(description.at("seconds").to_number<double>()),
      operations(description.at("operations").to_number<std::uint64_t>()),
      fields(description.at("fields").as_string()),
      work(make_work(description.at("work").as_object())) {}

Outcome run(const Job& job) {
  return Run(job).measure();
}

}  // namespace berth::load
