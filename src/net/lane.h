// One io thread: its io_context, its listener and its connections.
#pragma once

#include <boost/intrusive/list.hpp>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "net/asio_types.h"
#include "net/connection_count.h"
#include "net/deadline.h"
#include "net/plain_stream.h"
#include "net/session.h"

namespace berth::net {

// At "::", clients of both families are served, whatever the system's default
// (net.ipv6.bindv6only).
template <typename AnyAcceptor>
void open_to_bind(AnyAcceptor& acceptor, const asio::ip::tcp::endpoint& endpoint) {
  acceptor.open(endpoint.protocol());
  acceptor.set_option(asio::socket_base::reuse_address(true));
  const auto& address = endpoint.address();
  if (address.is_v6() && address.is_unspecified()) acceptor.set_option(asio::ip::v6_only(false));
}

// Everything but the public functions runs on the lane's own thread.
class Lane {
 public:
  Lane(SessionContext context, ConnectionCount& connections);
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  // Binds, and shares the port with the other lanes (SO_REUSEPORT: the kernel spreads connections
  // over them). Returns the endpoint as bound. Throws boost::system::system_error.
  asio::ip::tcp::endpoint listen(const asio::ip::tcp::endpoint& endpoint);
  // The lanes of a server form a ring. Call before start().
  void set_next(Lane& next) { next_ = &next; }
  void start();
  // Ends listening, and closes the connections that are between two requests. Returns at once; the
  // future gets the state of the other connections when the lane's thread has counted them.
  std::future<InProgress> stop();
  // Closes every connection. Returns at once.
  void close_all();
  // Ends the thread, even if connections are open; the destructor closes them.
  void join();
  // Adds what this lane has counted. Any thread may call.
  void add_figures(ServerFigures& figures) const;

 private:
  // An accepted connection that has no place yet.
  struct Arrival {
    Socket socket;
    Caller caller;
    std::size_t lanes_asked = 0;
  };
  // A peer that is told why it is not served.
  struct Refusal : boost::intrusive::list_base_hook<
                       boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
    Refusal(Socket socket, const Patience& patience)
        : stream(std::move(socket), deadline, patience) {}
    Deadline deadline;
    PlainStream stream;
  };
  using RefusalList = boost::intrusive::list<Refusal, boost::intrusive::constant_time_size<false>>;

  Awaitable<void> accept();
  [[nodiscard]] bool is_trusted(const IpAddress& address) const;
  // False: no memory is left for it, and it is closed.
  bool take(Socket socket) noexcept;
  void admit(Arrival arrival);
  // Closes the connection that has waited longest. False: no connection waits.
  bool give_way();
  // Passes it to the next lane, which may have a connection that waits.
  void pass_on(Arrival arrival);
  void refuse(Socket socket, const http::Refusal& reason);
  Awaitable<void> tell(std::unique_ptr<Refusal> refusal, std::string answer);
  Awaitable<void> serve(ConnectionPlace place, std::unique_ptr<Session> session);
  Awaitable<void> sweep();

  ConnectionTallies tallies_;
  SessionContext context_;
  ConnectionCount& connections_;
  Lane* next_ = this;
  // These outlive io_, whose coroutines own the listed objects.
  SessionList<AnySession> sessions_;
  WaitingSessions waiting_;
  RefusalList refusals_;
  asio::io_context io_{1};
  Acceptor acceptor_{io_};
  Timer pause_{io_};
  Timer sweep_timer_{io_};
  std::thread thread_;
};

}  // namespace berth::net
