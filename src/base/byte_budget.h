// How many bytes may be held at one time for others, and how many of them for one.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/ip_address.h"

namespace berth {

// Four of them: as many addresses, or access keys, must be used by one who would take it all.
inline constexpr std::uint64_t kSharesOfABudget = 4;

// Bytes of requests and of answers that are held because a client is slow, in memory or in files
// without a name. Any thread may call. Each call locks and looks a share up: for what is large.
class ByteBudget {
 public:
  enum class Need : std::uint8_t {
    must_have,  // all of the budget
    spare,      // half of it: there is another way, and others who have none
  };

  // Held in the name of one client, and given back when this goes. One thread.
  class Hold {
   public:
    Hold() = default;  // of no budget: takes nothing
    Hold(Hold&& other) noexcept;
    Hold& operator=(Hold&& other) noexcept;
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    ~Hold() { give_back(); }

    // So many more. False, and nothing taken: the budget has not so many left, or the share of this
    // client or of its key has not.
    [[nodiscard]] bool take(std::uint64_t bytes, Need need = Need::must_have);
    // Whether take() would say yes now.
    [[nodiscard]] bool has_room(std::uint64_t bytes) const;
    void give_back();

   private:
    friend class ByteBudget;
    Hold(ByteBudget& budget, const IpAddress& client, std::string_view key)
        : budget_(&budget), client_(client), key_(key) {}

    ByteBudget* budget_ = nullptr;
    IpAddress client_;
    std::string key_;  // empty: in the name of none
    std::uint64_t bytes_ = 0;
  };

  explicit ByteBudget(std::uint64_t limit_bytes) : limit_bytes_(limit_bytes) {}
  ByteBudget(const ByteBudget&) = delete;
  ByteBudget& operator=(const ByteBudget&) = delete;

  // Nothing yet. Clients of IPv6 share what their network of 64 bits has: each has that many
  // addresses. The budget must outlive what is held.
  [[nodiscard]] Hold hold(const IpAddress& client, std::string_view access_key_id = {});

  [[nodiscard]] std::uint64_t held_bytes() const;

 private:
  // Trees: strangers choose what they are called.
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
