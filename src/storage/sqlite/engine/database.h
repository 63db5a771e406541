// SQLite's C interface as owning objects. A failing database throws DatabaseError: a broken machine
// or a bug, never a caller's mistake. If the disk is full, it throws the std::system_error that
// is_out_of_room() recognises.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/clock.h"

struct sqlite3;
struct sqlite3_stmt;

namespace berth::storage::sqlite {

class DatabaseError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The file is damaged, is not a database, or cannot be read or written (SQLITE_CORRUPT,
// SQLITE_NOTADB, SQLITE_IOERR): no request can repair that.
class DatabaseDamaged : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};
// What a person can do about it.
inline constexpr std::string_view kDamageRemedy =
    "stop the server, look for errors of the disk, run `berth fsck`, and restore metadata.db from "
    "a "
    "backup if that finds it damaged: docs/operating/running.md";

// Called as soon as damage is found, whoever catches the exception, and even if none is thrown.
// Called on the thread that finds it; must not throw.
using DamageListener = std::function<void(const std::string& what)>;

// SQL text. The compiler accepts only string literals, so that no value ever becomes SQL.
class Sql {
 public:
  template <std::size_t N>
  consteval Sql(const char (&text)[N]) : text_(text) {}  // NOLINT(google-explicit-constructor)
  [[nodiscard]] const char* text() const { return text_; }

 private:
  const char* text_;
};

enum class Access : std::uint8_t {
  read_write,
  read_only,
  as_it_is,  // to a file that may be anything: it is neither created nor set up
};

// One connection. One thread at a time.
class Database {
 public:
  // `read_write` creates a missing file, for its owner alone, with a write-ahead log and
  // synchronous=FULL: a commit that returned survives a power loss. `as_it_is` may write, but
  // leaves every setting of the file alone. `vfs`, if not null, is the name of a registered VFS.
  // `on_damage`, if not null, must outlive the connection.
  Database(const std::filesystem::path& file, Access access, const char* vfs = nullptr,
           const DamageListener* on_damage = nullptr);

  // Statements without a result and without parameters; several may be in one text.
  void execute(Sql sql);
  // Begins a transaction that reads. The prepared statement is kept: every request runs it.
  void begin_reading();
  void roll_back();
  [[nodiscard]] bool in_transaction() const;
  // From now on copies nothing from the log into the database, unless it is the last connection to
  // close: another process does that.
  void leave_log_alone();
  // Copies the log into the database, as far as no reader needs it, so that the log can begin anew
  // and the next writes need less room.
  void empty_log();
  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }
  // Throws the error of the last SQLite call on this connection.
  [[noreturn]] void fail() const;
  // Tells the listener and throws DatabaseDamaged: a row holds something that Berth never wrote.
  [[noreturn]] void fail_damaged(const char* reason) const;

 private:
  friend class Statement;
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const;
  };
  using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

  Prepared prepare(Sql sql);
  void run(Prepared& statement, Sql sql);

  // Called by SQLite after a commit, to keep the log short; its address must not change.
  struct LogKeeper;
  struct DeleteLogKeeper {
    void operator()(LogKeeper* keeper) const;
  };

  const DamageListener* on_damage_ = nullptr;
  std::unique_ptr<LogKeeper, DeleteLogKeeper> log_keeper_;  // of a writer
  std::unique_ptr<sqlite3, Close> handle_;
  Prepared begin_reading_;
  Prepared roll_back_;
};

// All reads and writes up to commit() are one transaction; without commit() nothing is written.
class Transaction {
 public:
  // A reading transaction sees the database as it is at its first statement, or joins the one that
  // is open already; a writing transaction must be the only one.
  Transaction(Database& database, Access access);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  void commit();

 private:
  Database& database_;
  const bool is_part_;
};

// Bound and stored as a BLOB, where a string_view is TEXT.
struct Bytes {
  std::string_view view;
};

// A statement, prepared at its first use and kept. Bound views must live until the run ends.
class Statement {
 public:
  Statement(Database& database, Sql sql) : database_(database), sql_(sql) {}

  // One run, from its values to its last row. The destructor resets the statement, which also ends
  // the read transaction that the run opened.
  class Run {
   public:
    Run(Database& database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    ~Run();

    // True while there is a row.
    bool step();
    // Columns of the current row; views live until the next step().
    [[nodiscard]] std::int64_t integer(int column) const;
    // A value that was bound as a std::uint64_t: a size, a count.
    [[nodiscard]] std::uint64_t number(int column) const;
    // A value that was bound as a Timestamp.
    [[nodiscard]] Timestamp time(int column) const;
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] std::string_view bytes(int column) const;
    [[nodiscard]] bool is_null(int column) const;

   private:
    Database& database_;
    sqlite3_stmt* statement_;
  };

  // Binds the values in order and starts a run.
  template <typename... Values>
  [[nodiscard]] Run run(const Values&... values) {
    if (!handle_) handle_ = database_.prepare(sql_);
    int index = 0;
    (bind(++index, values), ...);
    return Run(database_, handle_.get());
  }
  // A run for its effect.
  template <typename... Values>
  void execute(const Values&... values) {
    Run all = run(values...);
    while (all.step()) {
    }
  }
  // The integer key of the row that this connection inserted last.
  [[nodiscard]] std::int64_t last_insert_key() const;
  // Rows that the last statement of this connection inserted, changed or deleted.
  [[nodiscard]] std::size_t changed_rows() const;

 private:
  void bind(int index, std::int64_t value);
  // SQLite's integers are signed: sizes and counts are less than 2^63. A larger limit means no
  // limit.
  void bind(int index, std::uint64_t number);
  void bind(int index, Timestamp time);  // in milliseconds since the epoch
  void bind(int index, std::string_view text);
  void bind(int index, Bytes bytes);
  void bind_null(int index);
  template <typename T>
  void bind(int index, const std::optional<T>& value) {
    if (value) {
      bind(index, *value);
    } else {
      bind_null(index);
    }
  }
  void check(int code);

  Database& database_;
  Sql sql_;
  Database::Prepared handle_;
};

}  // namespace berth::storage::sqlite
