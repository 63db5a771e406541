// How long what nothing needs is kept. docs/decisions/0006-garbage-collection.md
#pragma once

#include <algorithm>
#include <chrono>

namespace berth {

struct GarbagePolicy {
  // How long what nothing needs is kept: longer than any push takes from its first blob to its
  // manifest, and than an administrator needs to find that something should not have been deleted,
  // or to put a database back from last night.
  std::chrono::seconds grace{24 * 60 * 60};
  // How long an upload may rest before it is abandoned.
  std::chrono::seconds upload_expiry{7 * 24 * 60 * 60};
  // The same of one of which nothing is kept yet, so that its client loses nothing. Clients begin
  // an upload when they are about to send; no more than upload_expiry counts.
  std::chrono::seconds empty_upload_expiry{60 * 60};

  // hold_blob() notes that somebody asked for an unnamed blob at most this often, to write little.
  // Whoever was told that the blob is there still has nine tenths of the grace to name it, however
  // short it is.
  [[nodiscard]] std::chrono::milliseconds hold_resolution() const {
    return std::min(std::chrono::milliseconds(grace) / 10, kMaxHoldResolution);
  }
  // By which writes are few enough, however long the grace.
  static constexpr std::chrono::milliseconds kMaxHoldResolution{10'000};
};

}  // namespace berth
