#include "load/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace berth::load {

void Histogram::add(Duration latency) {
  ++counts_[bucket_of(static_cast<std::uint64_t>(std::max<Duration::rep>(latency.count(), 0)))];
  ++count_;
  max_ = std::max(max_, latency);
}

Histogram::Duration Histogram::quantile(double rank) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(rank * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    seen += counts_[bucket];
    if (seen >= wanted && seen > 0) {
      return std::min(max_, Duration(static_cast<Duration::rep>(upper_end(bucket))));
    }
  }
  return max_;
}

// Values below kSteps have a bucket each; from there on each doubling is cut into kSteps.
std::size_t Histogram::bucket_of(std::uint64_t value) {
  if (value < kSteps) return static_cast<std::size_t>(value);
  const auto shift = static_cast<unsigned>(std::bit_width(value)) - kPrecisionBits - 1;
  return (shift + 1) * kSteps + static_cast<std::size_t>((value >> shift) - kSteps);
}

std::uint64_t Histogram::upper_end(std::size_t bucket) {
  if (bucket < kSteps) return bucket;
  const auto shift = static_cast<unsigned>(bucket / kSteps - 1);
  const std::uint64_t first = kSteps + bucket % kSteps;
  return ((first + 1) << shift) - 1;
}

}  // namespace berth::load
