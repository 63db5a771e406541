#include "storage/sqlite/engine/database.h"

#include <sqlite3.h>

#include <cerrno>
#include <system_error>

#include "base/out_of_room.h"
#include "base/private_file.h"

namespace berth::storage::sqlite {
namespace {

// Another process (a command beside the server) may hold the write lock for a moment.
constexpr int kBusyTimeoutMs = 10'000;

// Reading: pages come from the kernel's cache, so a connection caches only the pages that every
// look-up visits: 256 KiB each, because every reading thread has one. The start of the file is
// mapped; MappedVfs decides how much.
constexpr char kReading[] = "PRAGMA cache_size=-256; PRAGMA mmap_size=67108864;";

// As SQLite does by default, a log of 4 MiB is copied into the database after a commit, as far as
// no reader needs the old pages. It begins anew when no reader uses it, which may never happen on a
// busy server: at 64 MiB the writer waits a while for that moment. If a reader stays, the wait is
// in vain, and the writer waits again when the log has grown by as much.
constexpr int kCheckpointPages = 1'000;
constexpr int kLongLogPages = 16'384;
constexpr int kRestartWaitMs = 200;

// Writing: 4 MiB hold the pages that one batch changes, as many as the log gathers before they are
// copied into the database. A log that grew long in one large deletion is cut to 16 MiB again.
// Savepoints are kept in memory: SQLite's temporary files are in /tmp, which may be full or
// missing. Debian's SQLite overwrites deleted content with zeros, which makes deleting 240 MiB of
// manifests twelve times as slow; nothing in here is a secret in plain text.
constexpr char kWriting[] =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    "PRAGMA cache_size=-4096; PRAGMA journal_size_limit=16777216;"
    "PRAGMA temp_store=MEMORY; PRAGMA secure_delete=OFF;";

constexpr int kPrimaryCode = 0xff;  // the low byte of an extended result code

// SQLite recognises ENOSPC by itself, but takes EDQUOT and EFBIG for disk errors; likewise when the
// mapped index of the log has no room. `error`: the errno of the call, set to 0 before it:
// sqlite3_system_errno() does not report that of a commit.
bool is_out_of_room(int code, int error) {
  switch (code) {
    case SQLITE_IOERR_SHMSIZE:
      return true;
    case SQLITE_IOERR_WRITE:
    case SQLITE_IOERR_FSYNC:
    case SQLITE_IOERR_TRUNCATE:
      return berth::is_out_of_room(std::error_code(error, std::generic_category()));
    default:
      return (code & kPrimaryCode) == SQLITE_FULL;
  }
}

bool is_damage(int code) {
  const int primary = code & kPrimaryCode;
  return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB ||
         (primary == SQLITE_IOERR && code != SQLITE_IOERR_NOMEM);
}

std::string describe(sqlite3* handle, const char* message) {
  const char* file = sqlite3_db_filename(handle, "main");
  return (file == nullptr ? std::string() : std::string(file) + ": ") + message;
}

}  // namespace

struct Database::LogKeeper {
  int next_wait_pages = kLongLogPages;
  const DamageListener* on_damage = nullptr;

  // A checkpoint that fails is repeated after a later commit. SQLite tells no caller that a
  // checkpoint found damage.
  int checkpoint(sqlite3* handle, const char* name, int mode) const {
    errno = 0;
    const int done = sqlite3_wal_checkpoint_v2(handle, name, mode, nullptr, nullptr);
    if (is_damage(done) && !is_out_of_room(done, errno) && on_damage != nullptr && *on_damage) {
      (*on_damage)(describe(handle, sqlite3_errstr(done)));
    }
    return done;
  }
  static int keep_short(void* context, sqlite3* handle, const char* name, int pages) {
    auto& keeper = *static_cast<LogKeeper*>(context);
    if (pages < keeper.next_wait_pages) {
      if (pages < kLongLogPages) keeper.next_wait_pages = kLongLogPages;
      if (pages >= kCheckpointPages) keeper.checkpoint(handle, name, SQLITE_CHECKPOINT_PASSIVE);
      return SQLITE_OK;
    }
    sqlite3_busy_timeout(handle, kRestartWaitMs);
    const int restarted = keeper.checkpoint(handle, name, SQLITE_CHECKPOINT_RESTART);
    sqlite3_busy_timeout(handle, kBusyTimeoutMs);
    keeper.next_wait_pages = kLongLogPages + (restarted == SQLITE_OK ? 0 : pages);
    return SQLITE_OK;
  }
};

void Database::DeleteLogKeeper::operator()(LogKeeper* keeper) const {
  delete keeper;
}

namespace {

// Not SQLITE_OPEN_NOFOLLOW: it refuses links in any part of the path, and the data directory may be
// one. Its owner refuses a link in place of the file (ops/data_directory.h).
int open_flags(Access access) {
  switch (access) {
    case Access::read_write:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case Access::read_only:
      return SQLITE_OPEN_READONLY;
    case Access::as_it_is:
      // So that the last connection removes the log, which a read-only connection would leave
      // behind.
      return SQLITE_OPEN_READWRITE;
  }
  return SQLITE_OPEN_READONLY;
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const {
  sqlite3_close_v2(handle);
}

void Database::Finalize::operator()(sqlite3_stmt* handle) const {
  sqlite3_finalize(handle);
}

Database::Database(const std::filesystem::path& file, Access access, const char* vfs,
                   const DamageListener* on_damage)
    : on_damage_(on_damage) {
  // SQLite gives its other files the mode of this one. Only a missing file is opened here: closing
  // one that SQLite has open would drop SQLite's locks (fcntl(2), "Advisory record locking").
  if (access == Access::read_write) make_private_file(file);
  sqlite3* handle = nullptr;
  const int opened =
      sqlite3_open_v2(file.c_str(), &handle, open_flags(access) | SQLITE_OPEN_NOMUTEX, vfs);
  handle_.reset(handle);
  if (opened != SQLITE_OK) {
    throw DatabaseError(file.string() + ": " + sqlite3_errstr(opened));
  }
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
  if (access == Access::read_write) {
    execute(kWriting);
    log_keeper_.reset(new LogKeeper{.on_damage = on_damage_});
    sqlite3_wal_hook(handle, LogKeeper::keep_short, log_keeper_.get());
  } else if (access == Access::read_only) {
    execute(kReading);
  }
}

void Database::fail() const {
  const int error = errno;  // before anything else sets it
  sqlite3* const handle = handle_.get();
  if (handle == nullptr) throw DatabaseError("out of memory");
  const int code = sqlite3_extended_errcode(handle);
  const std::string what = describe(handle, sqlite3_errmsg(handle));
  if (is_out_of_room(code, error)) {
    throw_out_of_room(what);
  }
  if (!is_damage(code)) throw DatabaseError(what);
  fail_damaged(sqlite3_errmsg(handle));
}

void Database::fail_damaged(const char* reason) const {
  const std::string what = describe(handle_.get(), reason);
  if (on_damage_ != nullptr && *on_damage_) (*on_damage_)(what);
  throw DatabaseDamaged(what);
}

void Database::execute(Sql sql) {
  errno = 0;
  if (sqlite3_exec(handle_.get(), sql.text(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

Database::Prepared Database::prepare(Sql sql) {
  sqlite3_stmt* handle = nullptr;
  constexpr int kUpToTheNul = -1;
  if (sqlite3_prepare_v3(handle_.get(), sql.text(), kUpToTheNul, SQLITE_PREPARE_PERSISTENT, &handle,
                         nullptr) != SQLITE_OK) {
    fail();
  }
  return Prepared(handle);
}

void Database::run(Prepared& statement, Sql sql) {
  if (!statement) statement = prepare(sql);
  errno = 0;
  sqlite3_step(statement.get());
  if (sqlite3_reset(statement.get()) != SQLITE_OK) fail();
}

void Database::begin_reading() {
  run(begin_reading_, "BEGIN");
}

void Database::roll_back() {
  run(roll_back_, "ROLLBACK");
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(handle_.get()) == 0;
}

void Database::leave_log_alone() {
  sqlite3_wal_autocheckpoint(handle_.get(), 0);  // also removes LogKeeper::keep_short()
}

void Database::empty_log() {
  // PASSIVE: waits for no reader. Pages that it cannot copy stay in the log.
  if (log_keeper_) log_keeper_->checkpoint(handle_.get(), "main", SQLITE_CHECKPOINT_PASSIVE);
}

Transaction::Transaction(Database& database, Access access)
    : database_(database), is_part_(access == Access::read_only && database.in_transaction()) {
  if (is_part_) return;
  if (access == Access::read_write) {
    database_.execute("BEGIN IMMEDIATE");
  } else {
    database_.begin_reading();
  }
}

Transaction::~Transaction() {
  // A failed rollback leaves the connection in an unknown state: the process ends.
  if (!is_part_ && database_.in_transaction()) database_.roll_back();
}

void Transaction::commit() {
  database_.execute("COMMIT");
}

void Statement::check(int code) {
  if (code != SQLITE_OK) database_.fail();
}

void Statement::bind(int index, std::int64_t value) {
  check(sqlite3_bind_int64(handle_.get(), index, value));
}

void Statement::bind(int index, std::uint64_t number) {
  bind(index, static_cast<std::int64_t>(number));
}

void Statement::bind(int index, Timestamp time) {
  bind(index, to_milliseconds(time));
}

void Statement::bind(int index, std::string_view text) {
  // An empty view may have no data, which SQLite would take for NULL.
  const char* data = text.data() != nullptr ? text.data() : "";
  check(sqlite3_bind_text64(handle_.get(), index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind(int index, Bytes bytes) {
  const char* data = bytes.view.data() != nullptr ? bytes.view.data() : "";
  check(sqlite3_bind_blob64(handle_.get(), index, data, bytes.view.size(), SQLITE_STATIC));
}

void Statement::bind_null(int index) {
  check(sqlite3_bind_null(handle_.get(), index));
}

std::int64_t Statement::last_insert_key() const {
  return sqlite3_last_insert_rowid(database_.handle());
}

std::size_t Statement::changed_rows() const {
  return static_cast<std::size_t>(sqlite3_changes64(database_.handle()));
}

Statement::Run::~Run() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

bool Statement::Run::step() {
  errno = 0;  // thread-local, costs little: for fail()
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_.fail();
  return false;
}

std::int64_t Statement::Run::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::uint64_t Statement::Run::number(int column) const {
  return static_cast<std::uint64_t>(integer(column));
}

Timestamp Statement::Run::time(int column) const {
  return from_milliseconds(integer(column));
}

bool Statement::Run::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

// Looks the column's value up once, not once for the bytes and once for their number: a look-up is
// half of what a column costs. This is allowed on a connection used by one thread ("unprotected
// sqlite3_value", https://www.sqlite.org/c3ref/value.html).
std::string_view Statement::Run::text(int column) const {
  sqlite3_value* value = sqlite3_column_value(statement_, column);
  const auto* data = reinterpret_cast<const char*>(sqlite3_value_text(value));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

std::string_view Statement::Run::bytes(int column) const {
  sqlite3_value* value = sqlite3_column_value(statement_, column);
  const auto* data = static_cast<const char*>(sqlite3_value_blob(value));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

}  // namespace berth::storage::sqlite
