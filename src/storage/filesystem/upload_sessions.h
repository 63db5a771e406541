// Knows which uploads are being written, the hashes of paused ones, and the sessions that have no
// file yet.
#pragma once

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
#include "registry/rules/upload_ownership.h"
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

  // Counts the writers of all sessions: a session belongs to the writer of its newest epoch, as
  // UploadWriter says. It need not outlive the process, since only one server writes to a
  // directory.
  using Epoch = std::uint64_t;
  // The value for a writer that has not begun an epoch.
  static constexpr Epoch kNoEpoch = 0;

  // The right to write to a session in its newest epoch. An idle lease can be taken over
  // (rules/upload_ownership.h): the next caller gets a claim, which begins an epoch, and so becomes
  // the lease, when it is first used to write. Must not outlive the sessions.
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
    // Needed for every step of writing; states the epoch of this writer. upload_not_found if the
    // session has a newer one, or has ended; upload_in_use for a claim on a session whose holder
    // has gone on.
    [[nodiscard]] std::expected<Use, ErrorCode> use();
    // The same for a step that changes nothing: a claim stays a claim, and gets nullopt.
    [[nodiscard]] std::expected<std::optional<Use>, ErrorCode> look();

    [[nodiscard]] bool is_claim() const { return claim_.has_value(); }

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
    Lease(UploadSessions& sessions, std::string name)
        : sessions_(&sessions), name_(std::move(name)) {}
    void end_use() noexcept;

    UploadSessions* sessions_;
    std::string name_;
    Epoch epoch_ = kNoEpoch;            // a claim has none yet
    std::optional<UploadClaim> claim_;  // until it is a lease
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
  struct Holder : UploadHolder {
    std::optional<NewUpload> upload;  // if it has no file
  };

  // nullptr: the session has a newer epoch than the lease states, or has ended. The caller holds
  // mutex_.
  Holder* holder_of(const Lease& lease);
  void release(Lease& lease);
  void forget_the_oldest();
  void make_file_of_the_oldest();

  const MakeFile make_file_;
  const SteadyClock& clock_;
  std::mutex mutex_;
  std::map<std::string, Holder> leased_;
  Epoch newest_epoch_ = kNoEpoch;  // of any session
  std::map<std::string, Paused> paused_;
  std::uint64_t pause_count_ = 0;
  std::map<std::string, NewUpload> new_;
};

}  // namespace berth::storage::filesystem
