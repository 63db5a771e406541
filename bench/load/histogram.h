// Latencies by the million in fixed memory: log-linear buckets, as in an HDR histogram.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace berth::load {

class Histogram {
 public:
  using Duration = std::chrono::nanoseconds;

  void add(Duration latency);
  [[nodiscard]] std::uint64_t count() const { return count_; }
  // The upper end of the bucket that holds the value of this rank (0 to 1), less than 1 % above it.
  [[nodiscard]] Duration quantile(double rank) const;
  [[nodiscard]] Duration max() const { return max_; }

 private:
  static constexpr unsigned kPrecisionBits = 7;  // 128 buckets for every doubling
  static constexpr std::size_t kSteps = std::size_t{1} << kPrecisionBits;
  static constexpr std::size_t kBuckets = (64 - kPrecisionBits + 1) * kSteps;

  static std::size_t bucket_of(std::uint64_t value);
  static std::uint64_t upper_end(std::size_t bucket);

  std::array<std::uint64_t, kBuckets> counts_{};
  std::uint64_t count_ = 0;
  Duration max_{0};
};

}  // namespace berth::load
