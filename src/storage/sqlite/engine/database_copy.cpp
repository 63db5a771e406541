#include "storage/sqlite/engine/database_copy.h"

#include <sqlite3.h>

#include <exception>

#include "base/out_of_room.h"
#include "base/private_file.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {
namespace {

std::uint64_t size_bytes_of(Database& database) {
  Statement select(database,
                   "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()");
  Statement::Run row = select.run();
  return row.step() ? row.number(0) : 0;
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : ".";
}

// The disk is full, or a write failed for a similar reason, a quota for instance.
bool was_not_written(Database& database) {
  const int code = sqlite3_extended_errcode(database.handle());
  return code == SQLITE_FULL || code == SQLITE_IOERR_WRITE;
}

// Copies into an existing empty file with the right mode.
CopyOutcome copy_into(Database& database, const std::filesystem::path& fresh) {
  try {
    Statement(database, "VACUUM INTO ?").execute(fresh.native());
    return CopyOutcome::made;
  } catch (...) {
    const bool is_of_the_disk =
        is_out_of_room(std::current_exception()) || was_not_written(database);
    std::filesystem::remove(fresh);
    if (!is_of_the_disk) throw;
    return CopyOutcome::no_room;
  }
}

}  // namespace

CopyOutcome copy_database(const std::filesystem::path& file, const std::filesystem::path& copy) {
  Database database(file, Access::as_it_is);
  const std::uint64_t needed_bytes = size_bytes_of(database) + kRoomBesideCopyBytes;
  if (std::filesystem::space(folder_of(copy)).available < needed_bytes) return CopyOutcome::no_room;
  std::filesystem::path fresh = copy;
  fresh += ".new";
  std::filesystem::remove(fresh);  // left by an interrupted start
  if (!make_private_file(fresh).is_open()) throw_errno(fresh);
  const CopyOutcome outcome = copy_into(database, fresh);
  if (outcome == CopyOutcome::made) put_in_place(fresh, copy);
  return outcome;
}

}  // namespace berth::storage::sqlite
