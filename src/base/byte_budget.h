// A budget of bytes held for clients, of which one client can have only a share.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/ip_address.h"

namespace berth {

// A client needs this many addresses, or access keys, to use up a whole budget.
inline constexpr std::uint64_t kSharesOfABudget = 4;

// Bytes of requests and answers that are held because a client is slow, in memory or in files
// without a name. Any thread may call. Each call takes a lock and looks up a share: meant for large
// amounts.
class ByteBudget {
 public:
  enum class Need : std::uint8_t {
    must_have,  // may use the whole budget
    spare,      // may use half of it: this caller has another way, others have none
  };

  // Held in the name of one client; the destructor gives it back. One thread.
  class Hold {
   public:
    Hold() = default;  // without a budget: cannot take anything
    Hold(Hold&& other) noexcept;
    Hold& operator=(Hold&& other) noexcept;
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    ~Hold() { give_back(); }

    // Holds `bytes` more. False, and nothing taken, if the budget has too little left, or the share
    // of this client or of its key.
    [[nodiscard]] bool take(std::uint64_t bytes, Need need = Need::must_have);
    // Whether take() would succeed now.
    [[nodiscard]] bool has_room(std::uint64_t bytes) const;
    void give_back();

   private:
    friend class ByteBudget;
    Hold(ByteBudget& budget, const IpAddress& client, std::string_view key)
        : budget_(&budget), client_(client), key_(key) {}

    ByteBudget* budget_ = nullptr;
    IpAddress client_;
    std::string key_;  // empty: no key
    std::uint64_t bytes_ = 0;
  };

  explicit ByteBudget(std::uint64_t limit_bytes) : limit_bytes_(limit_bytes) {}
  ByteBudget(const ByteBudget&) = delete;
  ByteBudget& operator=(const ByteBudget&) = delete;

  // Holds nothing yet. IPv6 clients are counted by their 64-bit network, since each has all the
  // addresses in it. The budget must outlive the hold.
  [[nodiscard]] Hold hold(const IpAddress& client, std::string_view access_key_id = {});

  [[nodiscard]] std::uint64_t held_bytes() const;

 private:
  // Trees, not hash tables: strangers choose the names.
  template <typename Name>
  using Shares = std::map<Name, std::uint64_t, std::less<>>;

  [[nodiscard]] bool has_room(const Hold& hold, std::uint64_t bytes, Need need) const;

  const std::uint64_t limit_bytes_;
  mutable std::mutex mutex_;
  std::uint64_t held_bytes_ = 0;
  Shares<IpAddress> clients_;
  Shares<std::string> keys_;
};

}  // namespace berth
