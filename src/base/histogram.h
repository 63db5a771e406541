// Counts values by size, in fixed buckets, for monitoring.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/tally.h"

namespace berth {

// What a histogram holds.
struct HistogramFigures {
  std::span<const std::uint64_t> bounds = {};  // ascending; a value equal to a bound is within it
  std::vector<std::uint64_t> counts = {};      // one for each bound, and one for larger values
  std::uint64_t sum = 0;                       // of all values

  // `more`: the figures of a histogram with the same bounds.
  void add(const HistogramFigures& more) {
    if (counts.empty()) {
      *this = more;
      return;
    }
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += more.counts.at(i);
    sum += more.sum;
  }
  [[nodiscard]] std::uint64_t count() const {
    std::uint64_t all = 0;
    for (const std::uint64_t count : counts) all += count;
    return all;
  }
};

// kBounds: a constexpr std::array of std::uint64_t that lives for ever. Any thread may call.
template <const auto& kBounds>
class Histogram {
 public:
  void add(std::uint64_t value) noexcept {
    std::size_t bucket = 0;
    while (bucket < kBounds.size() && value > kBounds[bucket]) ++bucket;
    counts_[bucket].add();
    sum_.add(value);
  }
  [[nodiscard]] HistogramFigures figures() const {
    HistogramFigures figures{.bounds = kBounds, .counts = {}, .sum = sum_.count()};
    figures.counts.reserve(counts_.size());
    for (const Tally& count : counts_) figures.counts.push_back(count.count());
    return figures;
  }

 private:
  std::array<Tally, kBounds.size() + 1> counts_;
  Tally sum_;
};

// Durations, in nanoseconds: from 100 us, in which an answer from memory is sent, to a minute,
// which a large layer may take. Those from 5 ms on are the buckets of distribution's histograms.
inline constexpr std::array<std::uint64_t, 18> kDurationBounds{
    100'000,       250'000,       500'000,       1'000'000,      2'500'000,      5'000'000,
    10'000'000,    25'000'000,    50'000'000,    100'000'000,    250'000'000,    500'000'000,
    1'000'000'000, 2'500'000'000, 5'000'000'000, 10'000'000'000, 25'000'000'000, 60'000'000'000};

class DurationHistogram : public Histogram<kDurationBounds> {
 public:
  // Negative durations count as 0.
  void add(std::chrono::nanoseconds duration) noexcept {
    Histogram::add(static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0)));
  }
};

}  // namespace berth
