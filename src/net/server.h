// An HTTP/1.1 server (RFC 9112), plain or in TLS: keep-alive, pipelining, 100-continue, sized and
// chunked bodies, and a limit on everything a peer can make it hold. Sockets are asynchronous, one
// io_context per thread; handler calls that may wait run on workers (http::Effort).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/byte_budget.h"
#include "base/clock.h"
#include "base/entropy.h"
#include "base/ip_address.h"
#include "http/forwarded.h"
#include "http/handler.h"
#include "net/address_limits.h"
#include "net/figures.h"
#include "net/observer.h"

namespace berth::net {

class TlsCredentials;

struct ServerConfig {
  // An IP address; a host name, whose first address is taken; or "*" for every address of the
  // machine, of both families.
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  // With credentials, HTTPS only; they must outlive the server. nullptr: plain HTTP.
  const TlsCredentials* tls = nullptr;
  unsigned hsts_max_age_s = 0;  // of Strict-Transport-Security, over TLS; 0: not sent
  // The proxies that are believed about the clients they speak for, and where they name them.
  std::vector<AddressRange> trusted_proxies = {};
  http::ClientAddressFrom client_address_from = http::ClientAddressFrom::x_forwarded_for;
  unsigned io_threads = 1;
  unsigned workers = 8;
  unsigned max_queued_requests = 4096;  // waiting for a worker; one more is answered 503
  // One more closes the connection that has waited longest for a request or, if none waits, is
  // answered 503.
  unsigned max_connections = 10'000;
  AddressLimits::Limits per_address = {};  // one connection more is answered 429 and closed
  // From the first byte of a head to its last. For a connection's first head, from the accept on,
  // which includes the handshake.
  unsigned head_timeout_ms = 20'000;
  unsigned idle_timeout_ms = 75'000;        // between requests; above the 60 s of most proxies
  unsigned body_stall_timeout_ms = 60'000;  // without one byte of a body coming in
  // The rate that a body must reach on average, beyond that time, and likewise an answer that is
  // held in memory while it is sent: at a byte a minute, either would be held for hours. 16 KiB/s,
  // two ISDN channels, is the slowest line on which anyone pushes images; 32 MiB, the most that is
  // held of a request, take half an hour.
  unsigned min_bytes_per_s = 16 * 1024;
  unsigned write_stall_timeout_ms = 60'000;  // without one byte of an answer going out
  // How long a peer that was answered early may go on sending, and how long it may pause, before
  // its connection is closed. A proxy sends everything it has been given before it looks at the
  // answer, and sees none if the connection is reset meanwhile. Like nginx's lingering_time and
  // lingering_timeout.
  unsigned linger_ms = 30'000;
  unsigned linger_stall_timeout_ms = 5'000;
  std::uint64_t shutdown_grace_ms = 30'000;  // for running requests, after stop()
};

// What a server is still doing.
struct InProgress {
  unsigned connections = 0;  // that are not idle
  unsigned requests = 0;     // whose head has come, on those
  unsigned uploads = 0;      // requests whose body streams in, of those
};

// The server cannot listen at the address, HOST:PORT as configured. code() says why.
class CannotListen : public std::system_error {
 public:
  CannotListen(std::error_code code, std::string address)
      : std::system_error(code, address), address_(std::move(address)) {}
  [[nodiscard]] const std::string& address() const { return address_; }

 private:
  std::string address_;
};

class Server {
 public:
  // Binds. Throws CannotListen. From here on the process ignores SIGPIPE: a peer that goes away
  // while it is sent a file must end only its own connection.
  // `budget`: for answers that are held in memory while they are sent (503 beyond it), and for
  // buffers that make large bodies fast. It must outlive the server, like the other references.
  Server(const ServerConfig& config, http::Handler& handler, ByteBudget& budget, const Clock& clock,
         Entropy& entropy, Observer& observer);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();  // stop() and join(), if that was not done

  [[nodiscard]] std::uint16_t port() const;   // as bound
  [[nodiscard]] std::string address() const;  // HOST:PORT, HOST as configured, PORT as bound

  void start();
  // Stops listening and closes idle connections; running requests are finished. Returns at once,
  // with what is still to be finished.
  InProgress stop();
  // After stop(): waits until every connection is gone, cuts those that remain after the grace
  // period, waits for handlers that are still running, and ends all threads. Returns how many
  // connections were cut.
  unsigned join();
  // Ends the grace period now. Any thread may call, also while another one is in join().
  void hurry();

  // What was counted so far. Any thread may call; waits for no request.
  [[nodiscard]] ServerFigures figures() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace berth::net
