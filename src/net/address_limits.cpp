#include "net/address_limits.h"

#include <algorithm>

namespace berth::net {
namespace {

// The IPv6 prefix that one customer, and often one machine, is given (RFC 6177, RFC 7421).
constexpr unsigned kV6NetworkBits = 64;

IpAddress key_of(const IpAddress& address) {
  return address.is_v4() ? address : address.network(kV6NetworkBits);
}

}  // namespace

bool AddressLimits::is_unlimited(const IpAddress& address) const {
  return limits_.loopback == Loopback::unlimited && address.is_loopback();
}

bool AddressLimits::add_connection(const IpAddress& address) {
  if (is_unlimited(address)) return true;
  const std::scoped_lock lock(mutex_);
  Usage& usage = usages_[key_of(address)];
  if (usage.connections >= limits_.connections) return false;
  ++usage.connections;
  return true;
}

void AddressLimits::remove_connection(const IpAddress& address, Time now) {
  if (is_unlimited(address)) return;
  const std::scoped_lock lock(mutex_);
  const auto found = usages_.find(key_of(address));
  if (found == usages_.end()) return;
  --found->second.connections;
  if (found->second.connections == 0 && found->second.paid_until <= now) usages_.erase(found);
}

bool AddressLimits::take_handshake(const IpAddress& address, Time now) {
  if (is_unlimited(address)) return true;
  const std::scoped_lock lock(mutex_);
  forget_old(now);
  Time& paid_until = usages_[key_of(address)].paid_until;
  const Time next = std::max(paid_until, now) + limits_.handshake_interval;
  if (next - now > limits_.handshake_interval * limits_.handshake_burst) return false;
  paid_until = next;
  return true;
}

// An address whose connections end while its handshakes are recent stays. So all addresses are
// examined whenever there are twice as many as the last time left.
void AddressLimits::forget_old(Time now) {
  if (usages_.size() < forget_at_size_) return;
  std::erase_if(usages_, [now](const auto& entry) {
    return entry.second.connections == 0 && entry.second.paid_until <= now;
  });
  forget_at_size_ = std::max(kFewEnough, 2 * usages_.size());
}

std::size_t AddressLimits::size() const {
  const std::scoped_lock lock(mutex_);
  return usages_.size();
}

std::optional<AddressPlace> AddressPlace::take(AddressLimits& limits, const IpAddress& address) {
  if (!limits.add_connection(address)) return std::nullopt;
  return AddressPlace(limits, address);
}

AddressPlace::~AddressPlace() {
  if (limits_ != nullptr) limits_->remove_connection(address_, std::chrono::steady_clock::now());
}

}  // namespace berth::net
