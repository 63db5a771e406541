// Keeps the bytes of a blob where they are while somebody is about to refer to them.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "registry/values/names.h"

namespace berth {

// Whoever makes a row refer to bytes that he brings holds the digest from before they are put in
// their place, or found there, until the row is written. Whoever copies a row that is there (a
// mount) need not: its bytes stay for as long as it does. Whoever removes bytes seizes the digest,
// looks whether a row refers to them, and removes them. Many hold at the same time; nobody waits
// for more than one look-up and the removal of one file. Any thread may call.
class BlobLocks {
 public:
  // Digests share this many locks, at 56 bytes each. More than there are workers, so that a removal
  // seldom meets a push of something else.
  static constexpr std::size_t kStripes = 256;

  using Hold = std::shared_lock<std::shared_mutex>;
  using Seizure = std::unique_lock<std::shared_mutex>;

  [[nodiscard]] Hold hold(const Digest& digest) { return Hold(stripe_of(digest)); }
  // Does not wait, so that nobody who pushes ever waits for the one who waits: owns nothing while
  // somebody holds the digest. Not to be called by a thread that holds it.
  [[nodiscard]] Seizure try_seize(const Digest& digest) {
    return {stripe_of(digest), std::try_to_lock};
  }

 private:
  // Whoever chooses digests whose hashes are equal shares one lock with himself: nothing here is
  // searched, and nobody waits for a hold.
  std::shared_mutex& stripe_of(const Digest& digest) {
    return stripes_[std::hash<std::string>()(digest.text()) % kStripes];
  }

  std::array<std::shared_mutex, kStripes> stripes_;
};

}  // namespace berth
