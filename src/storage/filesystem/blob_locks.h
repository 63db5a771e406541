// Which blobs are held, within one process: BlobStore::hold().
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "registry/values/names.h"

namespace berth::storage::filesystem {

// Many callers can hold a digest at the same time; none waits for more than one look-up and the
// removal of one file. A removal seizes the digest. Any thread may call.
class BlobLocks {
 public:
  // Digests share this many locks, at 56 bytes each. More locks than workers, so that a removal
  // seldom meets the push of another blob.
  static constexpr std::size_t kStripes = 256;

  using Hold = std::shared_lock<std::shared_mutex>;
  using Seizure = std::unique_lock<std::shared_mutex>;

  [[nodiscard]] Hold hold(const Digest& digest) { return Hold(stripe_of(digest)); }
  // Does not wait: returns a lock that owns nothing while another caller holds the digest. If it
  // waited, pushes would queue up behind it. A thread that holds the digest must not call it.
  [[nodiscard]] Seizure try_seize(const Digest& digest) {
    return {stripe_of(digest), std::try_to_lock};
  }

 private:
  // A client that chooses digests with equal hashes gains nothing: they share one lock, but no
  // table is searched here, and holds do not wait for each other.
  std::shared_mutex& stripe_of(const Digest& digest) {
    return stripes_[std::hash<std::string>()(digest.text()) % kStripes];
  }

  std::array<std::shared_mutex, kStripes> stripes_;
};

}  // namespace berth::storage::filesystem
