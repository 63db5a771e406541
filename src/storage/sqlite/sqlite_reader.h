// A reader of a SQLite database: one connection in one read transaction.
#pragma once

#include <optional>

#include "registry/ports/reader.h"
#include "storage/sqlite/rows/reader_pool.h"
#include "storage/sqlite/sqlite_account_reads.h"
#include "storage/sqlite/sqlite_metadata_reads.h"

namespace berth::storage::sqlite {

// Takes its connection at the first read.
class SqliteReader final : public Reader, private Connections {
 public:
  // The pool must outlive the reader.
  explicit SqliteReader(ReaderPool& pool) : pool_(pool) {}

  MetadataReads& metadata() override { return metadata_; }
  AccountReads& accounts() override { return accounts_; }
  void renew() override;

 private:
  Lease take() override;

  ReaderPool& pool_;
  Lease connection_;  // null: nothing has been read
  std::optional<Transaction> transaction_;
  SqliteMetadataReads<MetadataReads> metadata_{*this};
  SqliteAccountReads<AccountReads> accounts_{*this};
};

}  // namespace berth::storage::sqlite
