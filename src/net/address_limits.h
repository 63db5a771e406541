// What one client address may take of the server: connections at one time, and TLS handshakes over
// time, which cost the server work before it knows anything about its client.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "base/ip_address.h"

namespace berth::net {

// A network of 64 bits is one address of IPv6: its owner has all of it. Any thread may call.
class AddressLimits {
 public:
  using Time = std::chrono::steady_clock::time_point;

  enum class Loopback { unlimited, limited };  // the machine's own addresses
  struct Limits {
    // Half of what a server takes by default: no one has everything, and a company behind one
    // address hardly has so many.
    unsigned connections = 5'000;
    // 100 a second on average: with a key of RSA-2048, a millisecond each, a tenth of a core.
    std::chrono::nanoseconds handshake_interval = std::chrono::milliseconds(10);
    // After a pause, at once: hundreds of machines behind one address that all start a pull.
    unsigned handshake_burst = 1'000;
    // A proxy on this machine may have everyone behind it.
    Loopback loopback = Loopback::unlimited;
  };
  explicit AddressLimits(const Limits& limits) : limits_(limits) {}

  // False, and nothing added, if the address has all that it may.
  bool add_connection(const IpAddress& address);
  void remove_connection(const IpAddress& address, Time now);
  // False: not now.
  bool take_handshake(const IpAddress& address, Time now);
  // How many addresses are remembered: those that have connections, and those whose handshakes were
  // too recent to be forgotten, but for a constant factor.
  [[nodiscard]] std::size_t size() const;

 private:
  struct Usage {
    unsigned connections = 0;
    // Each handshake moves it on by an interval, from now at the least: how far it is ahead of now
    // is what was taken of the burst.
    Time paid_until;
  };
  // Not hashed: strangers choose the keys.
  using Usages = std::map<IpAddress, Usage>;
  static constexpr std::size_t kFewEnough = 1024;  // to be remembered without a look at them

  [[nodiscard]] bool is_unlimited(const IpAddress& address) const;
  void forget_old(Time now);

  const Limits limits_;
  mutable std::mutex mutex_;
  Usages usages_;
  std::size_t forget_at_size_ = kFewEnough;
};

// One of an address' connections: given back when this goes.
class AddressPlace {
 public:
  // nullopt: the address has all that it may. `limits` must outlive it.
  static std::optional<AddressPlace> take(AddressLimits& limits, const IpAddress& address);

  AddressPlace(AddressPlace&& other) noexcept
      : limits_(std::exchange(other.limits_, nullptr)), address_(other.address_) {}
  AddressPlace& operator=(AddressPlace&& other) noexcept {
    std::swap(limits_, other.limits_);
    std::swap(address_, other.address_);
    return *this;
  }
  AddressPlace(const AddressPlace&) = delete;
  AddressPlace& operator=(const AddressPlace&) = delete;
  ~AddressPlace();

 private:
  AddressPlace(AddressLimits& limits, const IpAddress& address)
      : limits_(&limits), address_(address) {}

  AddressLimits* limits_;  // nullptr: moved from
  IpAddress address_;
};

}  // namespace berth::net
