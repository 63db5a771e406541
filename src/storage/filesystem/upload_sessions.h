// Which uploads are being written, what was hashed of the ones that pause, and those of which
// nothing has come yet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/crypto.h"

namespace berth::storage {

// The running hash of the first `size_bytes` of an upload.
struct HashedPrefix {
  explicit HashedPrefix(HashAlgorithm algorithm) : hash(algorithm) {}

  Hash hash;
  std::uint64_t size_bytes = 0;
};

// A session without a file.
struct NewUpload {
  HashAlgorithm algorithm = HashAlgorithm::sha256;
  Timestamp created_at;
};

// Sessions are known by the names of their files. Any thread may call.
class UploadSessions {
 public:
  // The most paused uploads whose hashes are kept, about half a KiB each. What falls out, the one
  // that paused longest ago, is hashed again from its file when it goes on.
  static constexpr std::size_t kMaxPaused = 1024;
  // The most sessions without a file, about a quarter of a KiB each. What falls out, the oldest one
  // that is not being written, gets its file.
  static constexpr std::size_t kMaxNew = 4096;

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

    // nullopt: the session has a file, or is no more.
    [[nodiscard]] const std::optional<NewUpload>& as_new() const { return new_; }
    // It has a file from now on, or has come to its end.
    void no_longer_new();
    // Of a session without a file: what the writer holds.
    void note_received(std::uint64_t size_bytes);

   private:
    friend class UploadSessions;
    Lease(UploadSessions& sessions, std::string name)
        : sessions_(&sessions), name_(std::move(name)) {}

    UploadSessions* sessions_;
    std::string name_;
    std::optional<HashedPrefix> found_;
    std::optional<HashedPrefix> kept_;
    std::optional<NewUpload> new_;
  };

  using MakeFile = std::function<void(const std::string& name)>;

  explicit UploadSessions(MakeFile make_file) : make_file_(std::move(make_file)) {}
  UploadSessions(const UploadSessions&) = delete;
  UploadSessions& operator=(const UploadSessions&) = delete;
  // Makes the files of the sessions that have none, so that they outlive the process.
  ~UploadSessions();

  // A session without a file: most of those that are small never need one.
  void begin(const std::string& name, const NewUpload& upload);
  // nullopt while the session is leased.
  std::optional<Lease> acquire(const std::string& name);
  // What was received of a session without a file; nullopt: it has one, if there is such a session.
  std::optional<std::uint64_t> size_of_new(const std::string& name);
  // Those without a file that are not leased.
  std::vector<std::pair<std::string, NewUpload>> list_new();

 private:
  struct Paused {
    HashedPrefix prefix;
    std::uint64_t number = 0;  // grows from pause to pause
  };

  void release(Lease& lease);
  void forget_the_oldest();
  void make_file_of_the_oldest();

  const MakeFile make_file_;
  std::mutex mutex_;
  // With what is received of one without a file.
  std::map<std::string, std::optional<std::uint64_t>> leased_;
  std::map<std::string, Paused> paused_;
  std::uint64_t pause_count_ = 0;
  std::map<std::string, NewUpload> new_;
};

}  // namespace berth::storage
