// Counters for monitoring: written where requests pass, read when someone looks. No lock, no
// allocation, no order among them: a reader may see one of two that belong together and not yet the
// other.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace berth {

// Only grows. Any thread may call.
class Tally {
 public:
  void add(std::uint64_t more = 1) noexcept { count_.fetch_add(more, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t count() const noexcept {
    return count_.load(std::memory_order_relaxed);
  }

 private:
  std::atomic<std::uint64_t> count_ = 0;
};

// How many of something exist now. Any thread may call.
class Level {
 public:
  // One of them, from the constructor to the destructor.
  class Place {
   public:
    explicit Place(Level& level) noexcept : level_(level) {
      level_.count_.fetch_add(1, std::memory_order_relaxed);
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { level_.count_.fetch_sub(1, std::memory_order_relaxed); }

   private:
    Level& level_;
  };

  [[nodiscard]] std::uint64_t count() const noexcept {
    return count_.load(std::memory_order_relaxed);
  }

 private:
  std::atomic<std::uint64_t> count_ = 0;
};

// One tally for each value of an enumeration whose values begin at 0 and whose last is `kLast`.
template <auto kLast>
class TallyOf {
 public:
  using Kind = std::remove_const_t<decltype(kLast)>;
  static constexpr std::size_t kKinds = static_cast<std::size_t>(kLast) + 1;

  void add(Kind kind, std::uint64_t more = 1) noexcept {
    tallies_.at(static_cast<std::size_t>(kind)).add(more);
  }
  [[nodiscard]] std::uint64_t count(Kind kind) const {
    return tallies_.at(static_cast<std::size_t>(kind)).count();
  }

 private:
  std::array<Tally, kKinds> tallies_;
};

// The number of the calling thread: 1 for the first that asks, and so on.
unsigned thread_number() noexcept;

// Several copies of some counters, of which each thread uses one, so that threads that count at the
// same time seldom write to the same cache line.
template <typename Counters>
class Striped {
 public:
  // 4: a copy for each io thread of a small machine; on a large one, a few threads share.
  static constexpr unsigned kStripes = 4;

  // The calling thread's. Any thread may call.
  [[nodiscard]] Counters& mine() noexcept { return stripes_[thread_number() % kStripes].counters; }
  // Calls `look` with each copy. Any thread may call.
  template <typename Look>
  void for_each(const Look& look) const {
    for (const Stripe& stripe : stripes_) look(stripe.counters);
  }

 private:
  static constexpr std::size_t kCacheLineBytes = 64;
  struct alignas(kCacheLineBytes) Stripe {
    Counters counters;
  };
  std::array<Stripe, kStripes> stripes_;
};

}  // namespace berth
