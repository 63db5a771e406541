// Which uploads are being written, and what was hashed of the ones that pause.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "base/crypto.h"

namespace berth::storage {

// The running hash of the first `size_bytes` of an upload.
struct HashedPrefix {
  explicit HashedPrefix(HashAlgorithm algorithm) : hash(algorithm) {}

  Hash hash;
  std::uint64_t size_bytes = 0;
};

// Sessions are known by the names of their files. Any thread may call.
class UploadSessions {
 public:
  // The most paused uploads whose hashes are kept, about half a KiB each. What falls out, the one
  // that paused longest ago, is hashed again from its file when it goes on.
  static constexpr std::size_t kMaxPaused = 1024;

  // The right to write to a session; at most one at a time. Must not outlive the sessions.
  class Lease {
   public:
    Lease(Lease&& other) noexcept;
    Lease& operator=(Lease&&) = delete;
    ~Lease();

    // What was kept when the session paused, if anything is.
    std::optional<HashedPrefix> take_prefix() { return std::exchange(found_, std::nullopt); }
    // To be kept when the lease ends. Otherwise nothing is.
    void keep_prefix(HashedPrefix prefix) { kept_ = std::move(prefix); }

   private:
    friend class UploadSessions;
    Lease(UploadSessions& sessions, std::string name, std::optional<HashedPrefix> found)
        : sessions_(&sessions), name_(std::move(name)), found_(std::move(found)) {}

    UploadSessions* sessions_;
    std::string name_;
    std::optional<HashedPrefix> found_;
    std::optional<HashedPrefix> kept_;
  };

  // nullopt while the session is leased.
  std::optional<Lease> acquire(const std::string& name);

 private:
  struct Paused {
    HashedPrefix prefix;
    std::uint64_t number = 0;  // grows from pause to pause
  };

  void release(const std::string& name, std::optional<HashedPrefix> prefix);
  void forget_the_oldest();

  std::mutex mutex_;
  std::set<std::string> leased_;
  std::map<std::string, Paused> paused_;
  std::uint64_t pause_count_ = 0;
};

}  // namespace berth::storage
