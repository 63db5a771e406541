// Limits for one client address: its connections at one time, and its TLS handshakes over time,
// which cost the server work before it knows anything about the client.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "base/ip_address.h"

namespace berth::net {

// An IPv6 network of 64 bits counts as one address: its owner has all of it. Any thread may call.
class AddressLimits {
 public:
  using Time = std::chrono::steady_clock::time_point;

  enum class Loopback : std::uint8_t { unlimited, limited };  // the machine's own addresses
  struct Limits {
    // Half of what a server takes by default: no client gets everything, and a company behind one
    // address hardly needs so many.
    unsigned connections = 5'000;
    // 100 a second on average: with an RSA-2048 key, at a millisecond each, a tenth of a core.
    std::chrono::nanoseconds handshake_interval = std::chrono::milliseconds(10);
    // How many may come at once after a pause: hundreds of machines behind one address may start a
    // pull together.
    unsigned handshake_burst = 1'000;
    // A proxy on this machine may have every client behind it.
    Loopback loopback = Loopback::unlimited;
  };
  explicit AddressLimits(const Limits& limits) : limits_(limits) {}

  // False, and nothing added, if the address is at its limit.
  bool add_connection(const IpAddress& address);
  void remove_connection(const IpAddress& address, Time now);
  // False: too soon.
  bool take_handshake(const IpAddress& address, Time now);
  // How many addresses are remembered: those that have connections, and those whose handshakes are
  // too recent to be forgotten, up to a constant factor.
  [[nodiscard]] std::size_t size() const;

 private:
  struct Usage {
    unsigned connections = 0;
    // Each handshake moves it on by an interval, starting from now at the earliest. The distance
    // from now is the part of the burst that is used up.
    Time paid_until;
  };
  // Not hashed: strangers choose the keys.
  using Usages = std::map<IpAddress, Usage>;
  static constexpr std::size_t kFewEnough = 1024;  // below this size, old entries are kept

  [[nodiscard]] bool is_unlimited(const IpAddress& address) const;
  void forget_old(Time now);

  const Limits limits_;
  mutable std::mutex mutex_;
  Usages usages_;
  std::size_t forget_at_size_ = kFewEnough;
};

// One of the connections of an address; the destructor gives it back.
class AddressPlace {
 public:
  // nullopt: the address is at its limit. `limits` must outlive the place.
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
