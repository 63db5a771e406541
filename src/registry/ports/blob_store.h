// Port: the bytes of blobs but the small ones (rules/small_blobs.h), each stored once under its
// digest, and the uploads that become blobs.
//
// Any thread may call any method, which may block. A store knows nothing of repositories: who may
// read a blob is the metadata store's to say. A broken store throws.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "registry/ports/blob_locks.h"
#include "registry/rules/upload_counts.h"
#include "registry/values/model.h"

namespace berth {

struct OpenBlob {
  std::shared_ptr<const File> file;
  std::uint64_t size_bytes = 0;
};

// Some of the blobs there are, and where the rest begins.
struct BlobPage {
  std::vector<Blob> blobs;
  std::string next;  // for list_blobs(); empty: these were the last ones
};

// What a writer throws that has lost its session. upload_not_found: somebody else has taken it
// over, or ended it; upload_in_use: it was to be taken over, and its writer has gone on.
struct UploadLost : std::runtime_error {
  explicit UploadLost(ErrorCode reason)
      : std::runtime_error("another request has the upload"), code(reason) {}

  ErrorCode code;
};

struct StoredUpload {
  UploadKey key;
  std::uint64_t size_bytes = 0;
  std::uint64_t kept_bytes = 0;  // of them, what is not tentative
  Timestamp written_at;  // when it was created or last appended to, by the store's own clock
};

// Exclusive access to one upload session, appending at its end. One thread at a time. Destroying it
// keeps what was written and is not tentative: the session can be resumed where it stopped. What is
// kept survives the process.
class UploadWriter {
 public:
  UploadWriter() = default;
  UploadWriter(const UploadWriter&) = delete;
  UploadWriter& operator=(const UploadWriter&) = delete;
  virtual ~UploadWriter() = default;

  [[nodiscard]] virtual std::uint64_t size_bytes() const = 0;  // received so far
  // If there is no room for it, throws and ends the session, of which nothing is kept.
  virtual void append(std::span<const std::byte> chunk) = 0;
  // What is appended from now on is tentative: forgotten unless keep(), keep_durably() or commit()
  // follows, whatever ends the writer: its destruction, another writer, the end of the process.
  virtual void begin_tentative() = 0;
  // Keeps what was appended so far: before anybody is told that it was received. Throws if it
  // cannot, which a destructor does not.
  virtual void keep() = 0;
  // As keep(), and what is kept survives a power loss too. If it cannot, the session ends.
  virtual void keep_durably() = 0;
  // Of what was received so far. Cheap for the algorithm that the session was created for; another
  // one reads it all again.
  virtual Digest digest(HashAlgorithm algorithm) = 0;
  // All that was received so far: it is held in memory.
  virtual std::string content() = 0;
  // Makes the upload the blob `expected`, durably, and ends the session. Its bytes replace those
  // that are there, which may be damaged. digest_mismatch (the session stays) if the bytes hash to
  // something else. Call at most once with success.
  virtual Result<Blob> commit(const Digest& expected) = 0;
  // Ends the session, and nothing is kept but what commit() made. May be called again; nothing else
  // may.
  virtual void discard() = 0;
};

class BlobStore {
 public:
  BlobStore() = default;
  BlobStore(const BlobStore&) = delete;
  BlobStore& operator=(const BlobStore&) = delete;
  virtual ~BlobStore() = default;

  // `algorithm`: the one the blob's digest is expected to have. A session that has received nothing
  // may be gone after a crash.
  virtual void create_upload(const UploadKey& key, HashAlgorithm algorithm) = 0;
  // upload_not_found; upload_in_use while another writer is open and not idle. One that is idle
  // loses the session when the new writer first changes something, and not before: then its methods
  // throw UploadLost. If it goes on before that, the new writer's do.
  virtual Result<std::unique_ptr<UploadWriter>> open_upload(const UploadKey& key) = 0;
  // Bytes received so far but for tentative ones, also while a writer is open. upload_not_found.
  virtual Result<std::uint64_t> upload_size(const UploadKey& key) = 0;
  // upload_not_found; upload_in_use as open_upload().
  virtual Result<void> cancel_upload(const UploadKey& key) = 0;

  // How much of an upload that was counted here has come, and when it ends, the store says itself.
  UploadCounts& upload_counts() { return upload_counts_; }

  virtual std::optional<OpenBlob> open_blob(const Digest& digest) = 0;

  // --- for the garbage collector ---
  // Whoever makes something refer to a blob, or removes one, locks it here.
  BlobLocks& locks() { return locks_; }
  // How many bytes that gave back; nullopt: it was not there. Who has it open can read on. After a
  // power loss it may be there again.
  virtual std::optional<std::uint64_t> remove_blob(const Digest& digest) = 0;
  // All blobs, page by page, in no particular order; `position`: what the page before said, empty
  // for the first one. What comes or goes meanwhile may be listed or not.
  virtual BlobPage list_blobs(const std::string& position) = 0;
  virtual std::vector<StoredUpload> list_uploads() = 0;
  // As cancel_upload(), unless something was written at `before` or later: then upload_in_use.
  virtual Result<void> expire_upload(const UploadKey& key, Timestamp before) = 0;

  // --- for those who check it ---
  // Reads all of it: whether it hashes to that digest.
  virtual bool verify_blob(const OpenBlob& blob, const Digest& digest) = 0;
  // Keeps the bytes of a blob, or these bytes, where a person finds them and nobody else does,
  // beside all that was kept there before.
  virtual void set_aside(const Digest& digest) = 0;
  virtual void set_aside(std::string_view name, std::string_view content) = 0;

 private:
  BlobLocks locks_;
  UploadCounts upload_counts_;
};

}  // namespace berth
