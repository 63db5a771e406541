// What a server tells of the requests that it has served.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/ip_address.h"
#include "http/message.h"

namespace berth::net {

// What happened to one request. Everything in it lives for the duration of the call.
struct AccessRecord {
  const http::RequestHead& head;    // as far as it came
  const http::RequestNotes& notes;  // what its plane found out
  // The other end of the connection.
  const IpAddress& peer;
  std::string_view peer_text;
  unsigned status = 0;
  std::string_view error_code = {};               // the protocol's name for what went wrong
  std::uint64_t bytes_in = 0;                     // of the body
  std::uint64_t bytes_out = 0;                    // of the body
  std::chrono::steady_clock::duration took = {};  // from the whole head to the end of the answer

  // The client that the peer speaks for, if the peer is a proxy; empty: the peer itself.
  [[nodiscard]] std::string client() const {
    return head.client_address == peer ? std::string() : head.client_address.text();
  }
  [[nodiscard]] std::uint64_t duration_us() const {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(took).count());
  }
};

class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  // Called once for every request, whatever became of it, after its answer. On socket threads,
  // by several at once: must neither block nor throw.
  virtual void request_ended(const AccessRecord& record) = 0;
};

}  // namespace berth::net
