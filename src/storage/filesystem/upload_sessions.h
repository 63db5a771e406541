// Knows which uploads are being written, the hashes of paused ones, and the sessions that have no
// file yet.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/steady_clock.h"
#include "registry/values/error.h"
#include "storage/filesystem/hashed_prefix.h"

namespace berth::storage::filesystem {

// A session without a file.
struct NewUpload {
  HashAlgorithm algorithm = HashAlgorithm::sha256;
  Timestamp created_at;
  std::string start = {};  // the received bytes that are not tentative
};

// Sessions are known by the names of their files. Any thread may call.
class UploadSessions {
 public:
  // The most paused uploads whose hashes are kept, about half a KiB each. Beyond that, the upload
  // that paused longest ago is dropped: it is hashed again from its file when it goes on.
  static constexpr std::size_t kMaxPaused = 1024;
  // The most sessions without a file, about a quarter of a KiB each. Beyond that, the oldest one
  // that is not being written gets its file.
  static constexpr std::size_t kMaxNew = 4096;
  // The most that is received of a session without a file. Most uploads that stay below end as
  // blobs that are kept with the metadata, and a file would have been made for nothing.
  static constexpr std::size_t kMaxStartBytes = std::size_t{16} * 1024;
  // 5 s: a holder that is idle for so long may be a dead connection, which TCP notices much later,
  // and its client may be back to go on.
  static constexpr std::chrono::milliseconds kIdleBeforeTakeover{5'000};

  // The right to write to a session; at most one at a time. An idle lease can be taken over: the
  // next caller gets a claim, which becomes the lease when it is first used to write. Until then
  // the holder loses nothing, and the claim is void once the holder has gone on. Must not outlive
  // the sessions.
  class Lease {
   public:
    Lease(Lease&& other) noexcept;
    Lease& operator=(Lease&&) = delete;
    ~Lease();

    // While it lives, no other writer gets the session.
    class Use {
     public:
      Use(Use&& other) noexcept : lease_(std::exchange(other.lease_, nullptr)) {}
      Use& operator=(Use&&) = delete;
      ~Use() {
        if (lease_ != nullptr) lease_->end_use();
      }

     private:
      friend class Lease;
      explicit Use(Lease& lease) : lease_(&lease) {}
      Lease* lease_;
    };
    // Needed for every step of writing. upload_not_found if another writer has the session by now;
    // upload_in_use for a claim on a session whose holder has gone on.
    [[nodiscard]] std::expected<Use, ErrorCode> use();
    // The same for a step that changes nothing: a claim stays a claim, and gets nullopt.
    [[nodiscard]] std::expected<std::optional<Use>, ErrorCode> look();

    [[nodiscard]] bool is_claim() const { return claimed_.has_value(); }

    // The hash that was kept when the session paused, if any.
    std::optional<HashedPrefix> take_prefix() { return std::exchange(found_, std::nullopt); }
    // Keeps this hash when the lease ends. Otherwise none is kept.
    void keep_prefix(HashedPrefix prefix) { kept_ = std::move(prefix); }

    // nullopt: the session has a file, or has ended.
    [[nodiscard]] const std::optional<NewUpload>& as_new() const { return new_; }
    // From now on it has a file, or it has ended.
    void no_longer_new();
    // For a session without a file: leaves the next writer everything that this one holds and that
    // is not tentative.
    void note_received(const std::string& start);

   private:
    friend class UploadSessions;
    Lease(UploadSessions& sessions, std::string name, std::uint64_t number)
        : sessions_(&sessions), name_(std::move(name)), number_(number) {}
    void end_use() noexcept;

    UploadSessions* sessions_;
    std::string name_;
    std::uint64_t number_;
    // For a claim: the lease that it is to take over, and how often that had been used by then.
    struct Claimed {
      std::uint64_t number = 0;
      std::uint64_t uses_begun = 0;
    };
    std::optional<Claimed> claimed_;
    std::optional<HashedPrefix> found_;
    std::optional<HashedPrefix> kept_;
    std::optional<NewUpload> new_;
  };

  using MakeFile = std::function<void(const std::string& name)>;

  // The clock must outlive the sessions.
  UploadSessions(MakeFile make_file, const SteadyClock& clock)
      : make_file_(std::move(make_file)), clock_(clock) {}
  UploadSessions(const UploadSessions&) = delete;
  UploadSessions& operator=(const UploadSessions&) = delete;
  // Makes the files of the sessions that have none, so that they outlive the process.
  ~UploadSessions();

  // Begins a session without a file: most small ones never need one.
  void begin(const std::string& name, const NewUpload& upload);
  // nullopt while the session is leased, unless its holder is idle: then a claim.
  std::optional<Lease> acquire(const std::string& name);
  // The bytes received by a session without a file, not counting tentative ones; nullopt: it has a
  // file, or does not exist.
  std::optional<std::uint64_t> size_of_new(const std::string& name);
  // The sessions without a file that are not leased.
  std::vector<std::pair<std::string, NewUpload>> list_new();

 private:
  struct Paused {
    HashedPrefix prefix;
    std::uint64_t number = 0;  // grows from pause to pause
  };
  struct Holder {
    std::uint64_t number = 0;      // of the lease; grows from lease to lease
    unsigned uses = 0;             // now
    std::uint64_t uses_begun = 0;  // so far
    SteadyTime idle_since;
    std::optional<NewUpload> upload;  // if it has no file
  };

  // nullptr: another writer has the session by now. The caller holds mutex_.
  Holder* holder_of(const Lease& lease);
  // Turns a claim into the lease. nullptr: the holder has gone on, or has ended. The caller holds
  // mutex_.
  Holder* take_over(Lease& claim);
  void release(Lease& lease);
  void forget_the_oldest();
  void make_file_of_the_oldest();

  const MakeFile make_file_;
  const SteadyClock& clock_;
  std::mutex mutex_;
  std::map<std::string, Holder> leased_;
  std::uint64_t lease_count_ = 0;
  std::map<std::string, Paused> paused_;
  std::uint64_t pause_count_ = 0;
  std::map<std::string, NewUpload> new_;
};

}  // namespace berth::storage::filesystem
