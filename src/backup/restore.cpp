#include "backup/restore.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <span>

#include "auth/key_ring.h"
#include "backup/backup_folder.h"
#include "base/crypto.h"
#include "base/private_file.h"
#include "base/secret.h"
#include "ops/key_file.h"
#include "stores/data_opening.h"
#include "stores/store_copy.h"

namespace berth::backup {
namespace {

// What a restore may find in a directory that is new: what one leaves that was killed at its
// beginning, and the root of a new file system.
constexpr std::string_view kNothing[] = {ops::DataDirectory::kLockFile, "restore.json.new",
                                         "lost+found"};

std::unexpected<Problem> refuse(const std::filesystem::path& subject, std::string reason) {
  return fail({.subject = subject.string(), .reason = std::move(reason)});
}

std::filesystem::path note_in(const std::filesystem::path& data_dir) {
  return data_dir / ops::DataDirectory::kRestoreFile;
}

// The configuration of a server that has nothing but its data directory.
ops::Config with_own_key(const ops::Config& config) {
  ops::Config own = config;
  own.server_key.clear();
  return own;
}

// Whether the directory is new, or a restore of this store began there: then, of which backup.
Checked<std::optional<Manifest>> check_target(const std::filesystem::path& data_dir,
                                              const Manifest& manifest) {
  std::error_code failure;
  if (!std::filesystem::exists(data_dir, failure)) return std::nullopt;
  struct stat status{};
  if (::geteuid() == 0 && ::stat(data_dir.c_str(), &status) == 0 && status.st_uid != 0) {
    return refuse(data_dir,
                  "belongs to another user, and this is run by root: run it as that user");
  }
  auto begun = read_manifest(note_in(data_dir));
  if (!begun) return failure_of(begun);
  if (*begun && (*begun)->store.id != manifest.store.id) {
    return refuse(data_dir, "has part of the backup of store " + (*begun)->store.id +
                                ", and this is one of store " + manifest.store.id +
                                ": name a new or an empty directory");
  }
  if (!*begun && !is_new_folder(data_dir, kNothing)) {
    return refuse(data_dir,
                  "is not empty, and no restore began there: name a new or an empty directory");
  }
  return begun;
}

// The key of the backup.
Checked<Secret> read_key(const std::filesystem::path& path, const Manifest& manifest) {
  auto found = ops::KeyFile(path, auth::kMasterKeyBytes).find();
  if (!found) return failure_of(found);
  if (!*found) return refuse(path, "does not exist: name the server key of the backed-up store");
  std::string key = *std::move(*found);
  const std::string fingerprint = auth::KeyRing(key).fingerprint();
  if (fingerprint == manifest.store.key_fingerprint) return Secret(std::move(key));
  wipe(key);
  return refuse(path, "is not the key of the backup: its fingerprint is " + fingerprint +
                          ", and the backup's is " + manifest.store.key_fingerprint +
                          ": name the server key of the backed-up store");
}

// Copies the file, durably. Returns the SHA-256 of what was copied, in hexadecimal.
std::string copy_hashed(const std::filesystem::path& from, const std::filesystem::path& to) {
  const File in(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (!in.is_open()) throw_errno(from);
  const File out = make_private_file(to);
  if (!out.is_open()) throw_errno(to);
  Hash hash(HashAlgorithm::sha256);
  std::uint64_t offset = 0;
  read_pieces(in, [&](std::span<const std::byte> piece) {
    hash.update(piece);
    write_all(out, piece, offset);
    offset += piece.size();
  });
  sync_content(out);
  return hash.hex();
}

// False: the database of the backup is damaged.
bool copy_database(const BackupFolder& folder, const Snapshot& snapshot,
                   const std::filesystem::path& to) {
  stores::remove_snapshot(to);  // of an interrupted restore
  const std::filesystem::path from = folder.file_of(snapshot);
  if (copy_hashed(from, to) != snapshot.database_sha256) return false;
  if (snapshot.schema_version < stores::newest_schema_version()) stores::migrate_snapshot(to);
  return true;
}

enum class Begun : std::uint8_t { now, before };

// Copies and checks everything but the key into the locked directory; the database is whole, and
// not yet in its place.
void copy_data(const BackupFolder& folder, const RestoreOptions& options, Begun begun,
               RestoreReport& report) {
  const ops::DataDirectory& directory = report.directory;
  const Manifest& manifest = folder.manifest();
  const stores::Stores copied = stores::open_copy(directory.new_database_file(), directory.path());
  stores::mark_blobs(directory.path(),
                     {.store_id = manifest.store.id, .first_registry = manifest.first_registry});
  const auto source = stores::open_copied_blobs(folder.path());
  Findings findings(options.observer.on_finding);
  BlobCopy copy({source->blobs(), copied.blobs(), options.entropy}, manifest.first_registry,
                [&options](const BlobCopy::Counts& counts) {
                  options.observer.on_progress(Stage::copying, counts);
                });
  copy.discard_unfinished();
  if (begun == Begun::before) copy.remove_damaged();
  copy.copy_held(*copied.integrity(), [&findings](const Finding& fault) { findings.add(fault); });
  options.observer.on_progress(Stage::checking, copy.counts());
  check_copy(copied, FsckDepth::whole, options.clock, findings);
  report.copied = copy.counts().copied;
  report.present = copy.counts().present;
  report.outcome = findings.outcome();
}

// For a restore that ended after its last step and did not say so.
Checked<void> finish(const Manifest& begun, const RestoreOptions& options, RestoreReport& report) {
  const std::filesystem::path& path = report.directory.path();
  const Snapshot& placed = *begun.snapshot;
  if (placed.database_sha256 != report.manifest.snapshot->database_sha256) {
    return refuse(path, "has been restored already, from the backup of " + placed.begun_at +
                            ", and this is the one of " + report.manifest.snapshot->begun_at +
                            ": name a new or an empty directory");
  }
  const stores::Stores restored = stores::open_copy(report.directory.database_file(), path);
  Findings findings(options.observer.on_finding);
  options.observer.on_progress(Stage::checking, {});
  check_copy(restored, FsckDepth::whole, options.clock, findings);
  report.outcome = findings.outcome();
  std::filesystem::remove(note_in(path));
  return {};
}

// The last step: from now on a server may start.
Checked<void> put_database_in_place(const ops::Config& config,
                                    const ops::DataDirectory& directory) {
  put_in_place(directory.new_database_file(), directory.database_file());
  const auto checked =
      stores::check_data(directory, with_own_key(config), stores::KeyNeed::required);
  if (!checked) return failure_of(checked);
  std::filesystem::remove(note_in(config.data_dir));
  return {};
}

}  // namespace

Checked<RestoreReport> restore_backup(const std::filesystem::path& folder,
                                      const ops::Config& config, const RestoreOptions& options) {
  if (auto known = stores::check_kinds(config); !known) return failure_of(known);
  const auto opened = BackupFolder::open_to_read(folder);
  if (!opened) return failure_of(opened);
  const Manifest& manifest = opened->manifest();
  const Snapshot& snapshot = *manifest.snapshot;
  if (snapshot.schema_version > stores::newest_schema_version()) {
    return refuse(folder, "was made by a newer Berth: restore it with that one");
  }
  const auto key = read_key(config.server_key_file(), manifest);
  if (!key) return failure_of(key);
  if (auto fit = check_target(config.data_dir, manifest); !fit) return failure_of(fit);
  auto directory = ops::DataDirectory::open_for_restore(config.data_dir);
  if (!directory) return failure_of(directory);
  // Under the lock: another restore, or a server, may have been faster.
  const auto begun = check_target(config.data_dir, manifest);
  if (!begun) return failure_of(begun);
  RestoreReport report{.manifest = manifest, .directory = *std::move(directory)};
  if (!report.directory.is_new()) {
    if (auto finished = finish(begun->value(), options, report); !finished) {
      return failure_of(finished);
    }
    return report;
  }
  replace_file(note_in(config.data_dir), text_of(manifest));
  const std::filesystem::path database = report.directory.new_database_file();
  if (!copy_database(*opened, snapshot, database)) {
    options.observer.on_finding({.kind = FindingKind::damaged_database,
                                 .subject = opened->file_of(snapshot).string(),
                                 .reason = "the file is not as it was written"});
    report.outcome = Outcome::not_whole;
    return report;
  }
  copy_data(*opened, options, *begun ? Begun::before : Begun::now, report);
  replace_file(with_own_key(config).server_key_file(), key->view());
  if (report.outcome == Outcome::not_whole && options.incomplete == Incomplete::refused) {
    return report;
  }
  if (auto placed = put_database_in_place(config, report.directory); !placed) {
    return failure_of(placed);
  }
  return report;
}

}  // namespace berth::backup
