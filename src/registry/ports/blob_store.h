// Port: the bytes of all blobs except small ones (rules/small_blobs.h), each stored once under its
// digest, and the uploads that become blobs.
//
// Any thread may call any method, which may block. A blob store knows nothing of repositories: the
// metadata store decides who may read a blob. A broken store throws.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.h"
#include "registry/ports/read_cost.h"
#include "registry/rules/quotas.h"
#include "registry/values/model.h"

namespace berth {

struct OpenBlob {
  StoredBytes bytes;
  std::uint64_t size_bytes = 0;
  // Where a client that may read the blob can get the same bytes by itself for a while, without
  // further credentials; empty: only here.
  std::string url = {};
};

// Keeps the bytes of a blob in place while it lives: BlobStore::hold(). For one thread.
class BlobHold {
 public:
  BlobHold() = default;
  BlobHold(const BlobHold&) = delete;
  BlobHold& operator=(const BlobHold&) = delete;
  virtual ~BlobHold() = default;
};

// What became of an attempt to remove the bytes of a blob.
struct BlobRemoval {
  enum class Outcome : std::uint8_t {
    removed,
    not_stored,
    needed,  // as is_needed() says
    held,    // a caller holds the digest; later the answer may be another
  };
  Outcome outcome = Outcome::not_stored;
  std::uint64_t freed_bytes = 0;  // if it was removed
};

// One page of the stored blobs, and where the next page begins.
struct BlobPage {
  std::vector<Blob> blobs;
  std::string next;  // for list_blobs(); empty: this was the last page
};

struct StoredUpload {
  UploadKey key;
  std::uint64_t size_bytes = 0;
  std::uint64_t kept_bytes = 0;  // the part that is not tentative
  Timestamp written_at;  // when it was created or last appended to, by the store's own clock
};

// One page of the uploads, and where the next page begins.
struct UploadPage {
  std::vector<StoredUpload> uploads;
  std::string next;  // for list_uploads(); empty: this was the last page
};

// Exclusive access to one upload session, appending at its end. One thread at a time. Destroying
// the writer keeps everything written that is not tentative: the session can be resumed where it
// stopped. Kept bytes survive the process.
//
// A session belongs to the writer of its newest epoch, wherever that writer runs. Opening a session
// that has no writer begins an epoch; a writer that takes the session over begins one with its
// first change. Each change states the epoch of its writer, and the store refuses it if there is a
// newer one: so a writer that was cut off, or stood still, can come back and do no harm.
//
// Every method that returns a Result may find that the writer has lost its session, and then
// changes nothing. upload_not_found: another writer has taken the session over or ended it.
// upload_in_use: this writer meant to take it over, but the writer before has gone on, or ended,
// and whatever became of the session since. The rules are in rules/upload_ownership.h.
class UploadWriter {
 public:
  UploadWriter() = default;
  UploadWriter(const UploadWriter&) = delete;
  UploadWriter& operator=(const UploadWriter&) = delete;
  virtual ~UploadWriter() = default;

  [[nodiscard]] virtual std::uint64_t size_bytes() const = 0;  // received so far
  // If there is no room, throws and ends the session; nothing of it is kept.
  [[nodiscard]] virtual Result<void> append(std::span<const std::byte> chunk) = 0;
  // Bytes appended from now on are tentative: they are lost unless keep(), keep_durably() or
  // commit() follows. It does not matter how the writer ends: by its destruction, another writer,
  // or the end of the process. Changes nothing yet.
  virtual void begin_tentative() = 0;
  // Keeps everything appended so far, and bytes appended from now on are not tentative. Call it
  // before telling the client that the bytes were received: unlike the destructor, it throws if it
  // cannot keep them. A writer that has changed nothing yet has nothing to keep, so it takes no
  // session over by this.
  [[nodiscard]] virtual Result<void> keep() = 0;
  // Like keep(), and the bytes survive a power loss too. If that fails, the session ends.
  [[nodiscard]] virtual Result<void> keep_durably() = 0;
  // The digest of everything received so far. Cheap for the algorithm that the session was created
  // for; any other algorithm reads all bytes again.
  [[nodiscard]] virtual Result<Digest> digest(HashAlgorithm algorithm) = 0;
  // Everything received so far, in memory.
  [[nodiscard]] virtual Result<std::string> content() = 0;
  // Makes the upload the blob `expected`, durably, and ends the session. Its bytes replace any that
  // are stored already, which may be damaged. digest_mismatch (the session stays) if the bytes hash
  // to something else. May succeed only once.
  [[nodiscard]] virtual Result<Blob> commit(const Digest& expected) = 0;
  // Ends the session; only a blob that commit() made is kept. Afterwards only discard() itself may
  // be called again.
  [[nodiscard]] virtual Result<void> discard() = 0;
};

class BlobStore {
 public:
  BlobStore() = default;
  BlobStore(const BlobStore&) = delete;
  BlobStore& operator=(const BlobStore&) = delete;
  virtual ~BlobStore() = default;

  // `algorithm`: the one that the blob's digest is expected to use. too_many_uploads if a quota of
  // the access key that the id names (make_upload_id()), of the repository or of its registry is
  // used up; uploads that begin at the same time, in any process, do not exceed a quota together.
  // Throws std::invalid_argument if the id is not a UUID. A session that has received nothing may
  // be gone after a crash.
  [[nodiscard]] virtual Result<void> create_upload(const UploadKey& key, const RegistryId& registry,
                                                   const Quotas& quotas,
                                                   HashAlgorithm algorithm) = 0;
  // too_many_uploads if the unfinished uploads of the registry must not receive that much more.
  // A writer does not check this; its caller does, before it appends.
  [[nodiscard]] virtual Result<void> check_upload_room(const RegistryId& registry,
                                                       std::uint64_t more_bytes,
                                                       const Quotas& quotas) = 0;
  // upload_not_found; upload_in_use while another writer is open and not idle. An idle writer loses
  // the session only when the new writer first changes something. If the idle writer goes on before
  // that, the new writer has lost it instead.
  virtual Result<std::unique_ptr<UploadWriter>> open_upload(const UploadKey& key) = 0;
  // Bytes received so far, without tentative ones; also while a writer is open. upload_not_found.
  virtual Result<std::uint64_t> upload_size(const UploadKey& key) = 0;
  // upload_not_found; upload_in_use as for open_upload().
  virtual Result<void> cancel_upload(const UploadKey& key) = 0;

  virtual std::optional<OpenBlob> open_blob(const Digest& digest) = 0;
  // What open_blob() and reading its result cost; never changes.
  [[nodiscard]] virtual ReadCost read_cost() const = 0;

  // While the result lives, no process that shares this store removes the bytes of that digest,
  // whether they are stored already or come meanwhile. A caller that brings bytes and writes a row
  // that refers to them holds the digest from before they are put in place, or found there, until
  // the row is written. A caller that copies an existing row (a mount) need not: the bytes stay for
  // as long as that row does. Many callers can hold a digest at the same time. nullptr: the store
  // needs no holds, because what commit() makes is a new object each time, and a removal cannot
  // meet it.
  [[nodiscard]] virtual std::unique_ptr<BlobHold> hold(const Digest& digest) = 0;

  // --- for the garbage collector ---
  // Removes the bytes unless the digest is held or `is_needed`, which looks for rows that refer to
  // them and is called at most once, says that they are needed. From before that look until the
  // bytes are gone, a caller that wants to hold the digest waits, in whatever process it is; the
  // removal waits for none. A reader that has the blob open can go on reading. After a power loss
  // the blob may be back. The caller must not hold the digest; `is_needed` must not call the store.
  virtual BlobRemoval remove_blob_unless(const Digest& digest,
                                         const std::function<bool()>& is_needed) = 0;
  // Whether a caller holds the digest just now. Bytes that no row refers to may be about to get
  // their row; if they are not held and have no row afterwards, nobody is pushing them.
  virtual bool is_held(const Digest& digest) = 0;
  // All blobs, page by page, in no particular order; `position`: `next` of the page before, empty
  // for the first page. Blobs that come or go meanwhile may or may not be listed.
  virtual BlobPage list_blobs(const std::string& position) = 0;
  // All uploads, page by page, as for list_blobs(). One that exists from the first page to the last
  // and is not being written meanwhile is listed exactly once.
  virtual UploadPage list_uploads(const std::string& position) = 0;
  // Like cancel_upload(), but upload_in_use if something was written at `before` or later.
  virtual Result<void> expire_upload(const UploadKey& key, Timestamp before) = 0;

  // --- for checks ---
  // Moves the bytes of a blob, or writes these bytes, to a place where only a person will look for
  // them. Whatever was set aside before stays.
  virtual void set_aside(const Digest& digest) = 0;
  virtual void set_aside(std::string_view name, std::string_view content) = 0;
};

}  // namespace berth
