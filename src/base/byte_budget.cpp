#include "base/byte_budget.h"

#include <utility>

namespace berth {
namespace {

// The prefix that an IPv6 client has to itself (RFC 6177).
constexpr unsigned kNetworkBits = 64;

template <typename Shares, typename Name>
std::uint64_t held_by(const Shares& shares, const Name& name) {
  const auto found = shares.find(name);
  return found == shares.end() ? 0 : found->second;
}

template <typename Shares, typename Name>
void remove_from(Shares& shares, const Name& name, std::uint64_t bytes) {
  const auto found = shares.find(name);
  if (found == shares.end()) return;
  found->second -= bytes;
  if (found->second == 0) shares.erase(found);
}

}  // namespace

ByteBudget::Hold::Hold(Hold&& other) noexcept
    : budget_(std::exchange(other.budget_, nullptr)),
      client_(other.client_),
      key_(std::move(other.key_)),
      bytes_(std::exchange(other.bytes_, 0)) {}

ByteBudget::Hold& ByteBudget::Hold::operator=(Hold&& other) noexcept {
  if (this == &other) return *this;
  give_back();
  budget_ = std::exchange(other.budget_, nullptr);
  client_ = other.client_;
  key_ = std::move(other.key_);
  bytes_ = std::exchange(other.bytes_, 0);
  return *this;
}

bool ByteBudget::Hold::take(std::uint64_t bytes, Need need) {
  if (budget_ == nullptr) return false;
  const std::scoped_lock lock(budget_->mutex_);
  if (!budget_->has_room(*this, bytes, need)) return false;
  budget_->clients_[client_] += bytes;
  if (!key_.empty()) budget_->keys_[key_] += bytes;
  budget_->held_bytes_ += bytes;
  bytes_ += bytes;
  return true;
}

bool ByteBudget::Hold::has_room(std::uint64_t bytes) const {
  if (budget_ == nullptr) return false;
  const std::scoped_lock lock(budget_->mutex_);
  return budget_->has_room(*this, bytes, Need::must_have);
}

void ByteBudget::Hold::give_back() {
  if (bytes_ == 0) return;
  const std::scoped_lock lock(budget_->mutex_);
  remove_from(budget_->clients_, client_, bytes_);
  if (!key_.empty()) remove_from(budget_->keys_, key_, bytes_);
  budget_->held_bytes_ -= bytes_;
  bytes_ = 0;
}

ByteBudget::Hold ByteBudget::hold(const IpAddress& client, std::string_view access_key_id) {
  return {*this, client.is_v4() ? client : client.network(kNetworkBits), access_key_id};
}

std::uint64_t ByteBudget::held_bytes() const {
  const std::scoped_lock lock(mutex_);
  return held_bytes_;
}

bool ByteBudget::has_room(const Hold& hold, std::uint64_t bytes, Need need) const {
  const std::uint64_t limit = need == Need::spare ? limit_bytes_ / 2 : limit_bytes_;
  const std::uint64_t share = limit / kSharesOfABudget;
  const auto fits = [bytes](std::uint64_t held, std::uint64_t of) {
    return bytes <= of && held <= of - bytes;
  };
  return fits(held_bytes_, limit) && fits(held_by(clients_, hold.client_), share) &&
         (hold.key_.empty() || fits(held_by(keys_, hold.key_), share));
}

}  // namespace berth
