#include "stores/data_opening.h"

#include "storage/filesystem/blobs_mark.h"
#include "storage/filesystem/disk_space.h"
#include "storage/sqlite/engine/database_copy.h"
#include "storage/sqlite/schema/schema.h"
#include "stores/data_check.h"
#include "stores/first_start.h"
#include "stores/open_stores.h"

namespace berth::stores {
namespace {

using storage::sqlite::DatabaseKind;

// Copies the database before anything in it is changed.
SchemaChange copy_of(const ops::DataDirectory& directory, std::size_t version) {
  SchemaChange change{.from_version = version,
                      .to_version = storage::sqlite::newest_version(),
                      .copy = std::nullopt};
  const std::filesystem::path copy = directory.copy_file(version);
  if (storage::sqlite::copy_database(directory.database_file(), copy) ==
      storage::sqlite::CopyOutcome::made) {
    change.copy = copy;
  }
  return change;
}

// Marks the blobs first: a database without an identity is recognised again by the mark.
Checked<SchemaChange> adopt(const ops::DataDirectory& directory, const DataFacts& facts,
                            const ServerKey& key, Entropy& entropy) {
  const auto mark = mark_for_unmarked(directory, facts, key, entropy);
  if (!mark) return failure_of(mark);
  SchemaChange change = copy_of(directory, facts.database.version);
  if (!facts.mark) storage::filesystem::write_mark(directory.blobs(), *mark);
  storage::sqlite::Database database(directory.database_file(),
                                     storage::sqlite::Access::read_write);
  storage::sqlite::migrate(database,
                           {.id = mark->store_id, .key_fingerprint = key.ring.fingerprint()});
  return change;
}

Checked<std::optional<SchemaChange>> bring_up_to_date(const ops::DataDirectory& directory,
                                                      const DataFacts& facts, const ServerKey& key,
                                                      Entropy& entropy) {
  switch (facts.database.kind) {
    case DatabaseKind::unmarked:
      return adopt(directory, facts, key, entropy);
    case DatabaseKind::marked: {
      if (auto ours = check_marked(directory, facts, &key); !ours) return failure_of(ours);
      if (facts.database.version == storage::sqlite::newest_version()) return std::nullopt;
      SchemaChange change = copy_of(directory, facts.database.version);
      storage::sqlite::Database database(directory.database_file(),
                                         storage::sqlite::Access::read_write);
      storage::sqlite::migrate(database);
      return change;
    }
    case DatabaseKind::newer:  // the store refuses it
    case DatabaseKind::empty:
    case DatabaseKind::foreign:
      return std::nullopt;
  }
  std::unreachable();
}

}  // namespace

Checked<ServerData> open_for_server(const ops::Config& config, const Clock& clock,
                                    Entropy& entropy) {
  if (auto known = check_kinds(config); !known) return failure_of(known);
  storage::filesystem::DiskSpace::make_room(config.data_dir);
  auto directory = ops::DataDirectory::open(config.data_dir);
  if (!directory) return failure_of(directory);
  if (directory->is_new()) {
    auto master_key = make_store(*directory, config, clock, entropy);
    if (!master_key) return failure_of(master_key);
    return ServerData{.directory = *std::move(directory),
                      .key_file = key_file_of(config),
                      .master_key = *std::move(master_key),
                      .change = std::nullopt};
  }
  const auto facts = look_at_data(*directory);
  if (!facts) return failure_of(facts);
  if (auto open = check_folders(*directory); !open) return failure_of(open);
  ops::KeyFile file = key_file_of(config);
  auto master_key = file.read();
  if (!master_key) return failure_of(master_key);
  const ServerKey key{.file = file.path(), .ring = auth::KeyRing(*master_key)};
  auto change = bring_up_to_date(*directory, *facts, key, entropy);
  if (!change) return failure_of(change);
  return ServerData{.directory = *std::move(directory),
                    .key_file = std::move(file),
                    .master_key = *std::move(master_key),
                    .change = *std::move(change)};
}

Checked<CommandData> open_for_command(const ops::Config& config, KeyNeed need) {
  if (auto known = check_kinds(config); !known) return failure_of(known);
  storage::filesystem::DiskSpace::make_room(config.data_dir);
  auto directory = ops::DataDirectory::attach(config.data_dir);
  if (!directory) return failure_of(directory);
  auto master_key = check_data(*directory, config, need);
  if (!master_key) return failure_of(master_key);
  return CommandData{.directory = *std::move(directory), .master_key = *std::move(master_key)};
}

Checked<std::optional<std::string>> check_data(const ops::DataDirectory& directory,
                                               const ops::Config& config, KeyNeed need) {
  const auto facts = look_at_data(directory);
  if (!facts) return failure_of(facts);
  const ops::KeyFile file = key_file_of(config);
  Checked<std::optional<std::string>> master_key =
      need == KeyNeed::required ? file.read() : file.find();
  if (!master_key || facts->database.kind != DatabaseKind::marked) return master_key;
  std::optional<ServerKey> key;
  if (*master_key) key = ServerKey{.file = file.path(), .ring = auth::KeyRing(**master_key)};
  auto ours = check_marked(directory, *facts, key ? &*key : nullptr);
  if (!ours) return failure_of(ours);
  return master_key;
}

}  // namespace berth::stores
