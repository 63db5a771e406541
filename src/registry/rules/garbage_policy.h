// How long garbage is kept before it is removed. docs/decisions/0006-garbage-collection.md
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "base/clock.h"

namespace berth {

struct GarbagePolicy {
  // How long anything that is no longer needed is kept: longer than any push takes from its first
  // blob to its manifest, and longer than an administrator needs to notice a wrong deletion or to
  // restore last night's database.
  std::chrono::seconds grace{24 * 60 * 60};
  // How long an upload may be idle before it counts as abandoned.
  std::chrono::seconds upload_expiry{7 * 24 * 60 * 60};
  // The same for an upload of which nothing is kept yet: its client loses nothing, and clients
  // begin an upload only when they are about to send. At most upload_expiry.
  std::chrono::seconds empty_upload_expiry{60 * 60};

  // Interest in a blob that no image names is recorded at most this often, to keep writes few. A
  // client that was told that the blob exists still has nine tenths of the grace period to name it,
  // however short that is.
  [[nodiscard]] std::chrono::milliseconds hold_resolution() const {
    return std::min(std::chrono::milliseconds(grace) / 10, kMaxHoldResolution);
  }
  // Whether a blob is kept long enough for a client that asks for it at `now`, without recording
  // that. `unnamed_since`: when interest in it was last recorded; nullopt: an image names it.
  [[nodiscard]] bool lasts(const std::optional<Timestamp>& unnamed_since, Timestamp now) const {
    return !unnamed_since || now - *unnamed_since < hold_resolution();
  }
  // Upper bound: at this interval writes are already rare.
  static constexpr std::chrono::milliseconds kMaxHoldResolution{10'000};
};

}  // namespace berth
