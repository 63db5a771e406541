// Which uploads are being written, what was hashed of the ones that pause, and those of which
// nothing has come yet.
#pragma once

#include <chrono>
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
#include "storage/filesystem/hashed_prefix.h"

namespace berth::storage::filesystem {

// A session without a file.
struct NewUpload {
  HashAlgorithm algorithm = HashAlgorithm::sha256;
  Timestamp created_at;
  std::string start = {};  // what was received of it and is not tentative
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
  // 5 s: a holder that did nothing for so long may be a connection that is gone, which TCP finds
  // out much later, and its client may be back to go on.
  static constexpr std::chrono::milliseconds kIdleBeforeTakeover{5'000};

  // The right to write to a session; at most one at a time. One that is not used can be taken over:
  // the next caller gets a claim, which becomes the lease when it is first used to write. Until
  // then the holder loses nothing, and a claim is void once the holder has gone on. Must not
  // outlive the sessions.
  class Lease {
   public:
    Lease(Lease&& other) noexcept;
    Lease& operator=(Lease&&) = delete;
    ~Lease();

    // While it lives, nobody else gets the session: for every step of writing. UploadLost if
    // somebody else has it by now.
    class Use {
     public:
      explicit Use(Lease& lease) : lease_(lease) { lease_.begin_use(); }
      Use(const Use&) = delete;
      Use& operator=(const Use&) = delete;
      ~Use() { lease_.end_use(); }

     private:
      Lease& lease_;
    };
    // Likewise, for what changes nothing: a claim stays one.
    class Look {
     public:
      explicit Look(Lease& lease) {
        if (!lease.is_claim()) use_.emplace(lease);
      }

     private:
      std::optional<Use> use_;
    };

    [[nodiscard]] bool is_claim() const { return claimed_.has_value(); }

    // What was kept when the session paused, if anything is.
    std::optional<HashedPrefix> take_prefix() { return std::exchange(found_, std::nullopt); }
    // To be kept when the lease ends. Otherwise nothing is.
    void keep_prefix(HashedPrefix prefix) { kept_ = std::move(prefix); }

    // nullopt: the session has a file, or is no more.
    [[nodiscard]] const std::optional<NewUpload>& as_new() const { return new_; }
    // It has a file from now on, or has come to its end.
    void no_longer_new();
    // Of a session without a file: all that the writer holds and is not tentative, for the next
    // one.
    void note_received(const std::string& start);

   private:
    friend class UploadSessions;
    Lease(UploadSessions& sessions, std::string name, std::uint64_t number)
        : sessions_(&sessions), name_(std::move(name)), number_(number) {}
    void begin_use();
    void end_use() noexcept;

    UploadSessions* sessions_;
    std::string name_;
    std::uint64_t number_;
    // A claim: whose lease, and how often that had been used by then.
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

  explicit UploadSessions(MakeFile make_file,
                          std::chrono::milliseconds idle_before_takeover = kIdleBeforeTakeover)
      : make_file_(std::move(make_file)), idle_before_takeover_(idle_before_takeover) {}
  UploadSessions(const UploadSessions&) = delete;
  UploadSessions& operator=(const UploadSessions&) = delete;
  // Makes the files of the sessions that have none, so that they outlive the process.
  ~UploadSessions();

  // A session without a file: most of those that are small never need one.
  void begin(const std::string& name, const NewUpload& upload);
  // nullopt while the session is leased, unless its holder is idle: then a claim.
  std::optional<Lease> acquire(const std::string& name);
  // What was received of a session without a file, but for what is tentative; nullopt: it has one,
  // if there is such a session.
  std::optional<std::uint64_t> size_of_new(const std::string& name);
  // Those without a file that are not leased.
  std::vector<std::pair<std::string, NewUpload>> list_new();

 private:
  struct Paused {
    HashedPrefix prefix;
    std::uint64_t number = 0;  // grows from pause to pause
  };
  struct Holder {
    std::uint64_t number = 0;      // of the lease; grows from lease to lease
    unsigned uses = 0;             // at this moment
    std::uint64_t uses_begun = 0;  // so far
    std::chrono::steady_clock::time_point idle_since;
    std::optional<NewUpload> upload;  // one without a file
  };

  // nullptr: somebody else has the session by now. Under the lock.
  Holder* holder_of(const Lease& lease);
  // Makes a claim the lease. nullptr: its holder has gone on, or is no more. Under the lock.
  Holder* take_over(Lease& claim);
  void release(Lease& lease);
  void forget_the_oldest();
  void make_file_of_the_oldest();

  const MakeFile make_file_;
  const std::chrono::milliseconds idle_before_takeover_;
  std::mutex mutex_;
  std::map<std::string, Holder> leased_;
  std::uint64_t lease_count_ = 0;
  std::map<std::string, Paused> paused_;
  std::uint64_t pause_count_ = 0;
  std::map<std::string, NewUpload> new_;
};

}  // namespace berth::storage::filesystem
