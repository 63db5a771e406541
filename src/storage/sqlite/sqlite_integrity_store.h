// The integrity port on a SQLite database, over a connection of its own.
#pragma once

#include <filesystem>

#include "registry/ports/integrity_store.h"
#include "storage/sqlite/rows/connection.h"
#include "storage/sqlite/rows/integrity_statements.h"
#include "storage/sqlite/sqlite_database.h"

namespace berth::storage::sqlite {

// One thread at a time.
class SqliteIntegrityStore final : public IntegrityStore {
 public:
  // The file must have its schema; it is opened as SqliteDatabase opens it for a command.
  SqliteIntegrityStore(const std::filesystem::path& file, StoreRole role);

  void check_storage(FsckDepth depth, const FindingVisitor& visit) override;
  std::vector<ManifestRow> list_manifests(RepositoryKey repository, std::int64_t sequence,
                                          std::size_t limit) override;
  std::vector<std::string> find_missing_references(const ManifestRow& row,
                                                   const NewImage& image) override;
  std::vector<HeldBlob> list_held(std::string_view after, std::size_t limit) override;
  std::optional<std::string> find_content(const Digest& digest) override;
  void check_rows(const FindingVisitor& visit) override;
  void mend_rows(const Author& author) override;
  void add_references(const ManifestRow& row, const NewImage& image, const Author& author) override;
  void unlink_everywhere(const Digest& digest, const Author& author) override;
  void set_size(const Digest& digest, std::uint64_t size_bytes, const Author& author) override;
  void remove_image(const ManifestRow& image, const Author& author) override;

 private:
  std::vector<RepositoryKey> holders_of(const Digest& digest);
  // Makes the figures of a repository, and with them those of its registry, true again.
  void recount(RepositoryKey repository);
  void remove_dangling_tags(const Author& author);

  Connection connection_;
  Statement has_layer_{connection_.database,
                       "SELECT 1 FROM image_layers WHERE repository = ? AND digest = ?"
                       " AND image_sequence = ?"};
  Statement has_child_{connection_.database,
                       "SELECT 1 FROM image_children WHERE repository = ? AND child = ?"
                       " AND parent = ?"};
  Statement has_referrer_{connection_.database,
                          "SELECT 1 FROM referrers WHERE repository = ? AND subject = ?"
                          " AND digest = ?"};
  Statement count_{connection_.database, kRecount};
};

}  // namespace berth::storage::sqlite
