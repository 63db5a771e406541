// Which uploads are being written, and the running hashes of those that are between two requests,
// so that a chunked upload is hashed once, as it comes.
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>

#include "base/crypto.h"

namespace berth::storage {

// How far an upload has been hashed.
struct HashState {
  Sha256 hash;
  std::uint64_t size_bytes = 0;
};

// Any thread may call.
class UploadSessions {
 public:
  // Hash states kept at a time. The oldest goes first; its upload is hashed again from its file.
  static constexpr std::size_t kMaxKept = 1024;

  // True: the caller is the only writer until release(). False: another one is.
  bool acquire(const std::string& name);
  void release(const std::string& name);

  void keep(const std::string& name, HashState state);
  std::optional<HashState> take(const std::string& name);

 private:
  struct Kept {
    std::string name;
    HashState state;
  };

  std::mutex mutex_;
  std::unordered_set<std::string> writing_;
  std::list<Kept> kept_;  // oldest first
};

}  // namespace berth::storage
