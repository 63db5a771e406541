#include "stores/data_check.h"

#include <algorithm>

#include "storage/filesystem/blob_directory.h"
#include "storage/filesystem/blobs_mark.h"

namespace berth::stores {
namespace {

constexpr const char* kRestoreKey =
    ": restore the server key that belongs to it, or name its file with --server-key";

std::unexpected<Problem> refuse(const std::filesystem::path& subject, std::string reason) {
  return fail({.subject = subject.string(), .reason = std::move(reason)});
}

Checked<void> check_kind(const ops::DataDirectory& directory, storage::sqlite::DatabaseKind kind) {
  if (kind == storage::sqlite::DatabaseKind::empty) {
    return refuse(
        directory.database_file(),
        "is empty: restore it from a backup; a new registry begins in an empty directory");
  }
  if (kind == storage::sqlite::DatabaseKind::foreign) {
    return refuse(
        directory.database_file(),
        "is not a database of Berth: restore Berth's from a backup; a new registry begins "
        "in an empty directory");
  }
  return {};
}

// For a person who knows that the blobs belong to the marked database.
std::string how_to_mark(const ops::DataDirectory& directory, const StoreIdentity& identity) {
  const auto registry =
      storage::sqlite::look_at_registries(directory.database_file()).first_registry;
  if (!registry) return "";
  return "; if these are its blobs, or they are lost: echo '" +
         storage::filesystem::mark_text({.store_id = identity.id, .first_registry = *registry}) +
         "' > " +
         std::filesystem::absolute(storage::filesystem::mark_file(directory.blobs())).string();
}

std::string describe(const BlobsMark& mark) {
  return "store " + mark.store_id + ", whose first registry is " + mark.first_registry.text();
}

bool opens_a_secret(const auth::KeyRing& keys, const storage::sqlite::UnmarkedFacts& facts) {
  // One is enough: the key may have been replaced, and secrets sealed by the old one may be left.
  return facts.secrets.empty() || std::ranges::any_of(facts.secrets, [&](const auto& secret) {
           return keys.opens(secret.access_key_id, secret.sealed);
         });
}

}  // namespace

ops::KeyFile key_file_of(const ops::Config& config) {
  return {config.server_key_file(), auth::kMasterKeyBytes};
}

Checked<void> check_folders(const ops::DataDirectory& directory) {
  const auto closed = storage::filesystem::BlobDirectory::find_closed_folder(directory.blobs());
  if (!closed) return {};
  return refuse(closed->path, closed->reason.message() +
                                  ": the server's user has to own it, and everything in the data "
                                  "directory: run chown -R on that");
}

Checked<DataFacts> look_at_data(const ops::DataDirectory& directory) {
  DataFacts facts{.database = storage::sqlite::look_at_database(directory.database_file()),
                  .mark = {}};
  if (auto ours = check_kind(directory, facts.database.kind); !ours) return failure_of(ours);
  if (auto there = directory.check_blobs(); !there) return failure_of(there);
  auto mark = storage::filesystem::read_mark(directory.blobs());
  if (!mark) {
    Problem error = std::move(mark.error());
    error.reason += ": restore it from a backup";
    if (facts.database.kind == storage::sqlite::DatabaseKind::marked) {
      error.reason += how_to_mark(directory, facts.database.identity);
    }
    return fail(std::move(error));
  }
  facts.mark = *std::move(mark);
  return facts;
}

Checked<void> check_marked(const ops::DataDirectory& directory, const DataFacts& facts,
                           const ServerKey* key) {
  const StoreIdentity& identity = facts.database.identity;
  if (!facts.mark) {
    return refuse(directory.blobs(),
                  "has no mark (berth-store) that says whose blobs they are, and the database is "
                  "there: mount or restore its blobs" +
                      how_to_mark(directory, identity));
  }
  if (facts.mark->store_id != identity.id) {
    return refuse(directory.blobs(), "belongs to " + describe(*facts.mark) +
                                         ", and metadata.db is of store " + identity.id +
                                         ": restore the one that belongs to the other");
  }
  if (key != nullptr && key->ring.fingerprint() != identity.key_fingerprint) {
    return refuse(key->file, "is not the key of metadata.db: its fingerprint is " +
                                 key->ring.fingerprint() + ", and the database was made with " +
                                 identity.key_fingerprint + kRestoreKey);
  }
  return {};
}

Checked<BlobsMark> mark_for_unmarked(const ops::DataDirectory& directory, const DataFacts& facts,
                                     const ServerKey& key, Entropy& entropy) {
  const auto known = storage::sqlite::look_at_registries(directory.database_file());
  if (!known.first_registry) {
    return refuse(directory.database_file(),
                  "holds no registry: restore it from a backup; a new registry begins in an empty "
                  "directory");
  }
  if (facts.mark && facts.mark->first_registry != *known.first_registry) {
    return refuse(directory.blobs(), "belongs to " + describe(*facts.mark) +
                                         ", and the first registry in metadata.db is " +
                                         known.first_registry->text() +
                                         ": restore the one that belongs to the other");
  }
  if (!opens_a_secret(key.ring, known)) {
    return refuse(key.file, std::string("does not open the secrets in metadata.db") + kRestoreKey);
  }
  if (facts.mark) return *facts.mark;
  // Every earlier server created it at its start.
  if (!std::filesystem::exists(directory.blobs() / "sha256")) {
    return refuse(directory.blobs(),
                  "is empty, and the database is there: mount or restore its blobs; if they are "
                  "lost, make the folder sha256 in it");
  }
  return BlobsMark{.store_id = make_uuid(entropy), .first_registry = *known.first_registry};
}

}  // namespace berth::stores
