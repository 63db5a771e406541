// Port: reading the metadata store and the account store beside it, as they are at each call or as
// they were at one moment.
#pragma once

#include <memory>

#include "registry/ports/account_reads.h"
#include "registry/ports/basis.h"
#include "registry/ports/metadata_reads.h"
#include "registry/ports/read_cost.h"

namespace berth {

// The read methods of both stores. One thread at a time.
class Reads {
 public:
  Reads() = default;
  Reads(const Reads&) = delete;
  Reads& operator=(const Reads&) = delete;
  virtual ~Reads() = default;

  virtual MetadataReads& metadata() = 0;
  virtual AccountReads& accounts() = 0;
  // From now on shows what is stored now.
  virtual void renew() = 0;
};

// Each call sees what is stored at that time. For work that writes in between.
class LatestReads final : public Reads {
 public:
  LatestReads(MetadataReads& metadata, AccountReads& accounts)
      : metadata_(metadata), accounts_(accounts) {}

  MetadataReads& metadata() override { return metadata_; }
  AccountReads& accounts() override { return accounts_; }
  void renew() override {}

 private:
  MetadataReads& metadata_;
  AccountReads& accounts_;
};

// Both stores in one state: that at the reader's first read, or at the first one after renew(). For
// short work that only reads: from the first read until renew() or its end, a reader keeps the
// store from tidying up, and its thread must call no method of the stores. May be destroyed on any
// thread.
class Reader : public Reads {
 public:
  // What everything read so far depends on, as it was at the first read or before; renew() does not
  // make it newer.
  [[nodiscard]] virtual Basis basis() const = 0;
};

// Whatever gives readers. Any thread may call any method.
class ReaderSource {
 public:
  ReaderSource() = default;
  ReaderSource(const ReaderSource&) = delete;
  ReaderSource& operator=(const ReaderSource&) = delete;
  virtual ~ReaderSource() = default;

  // Never null. Reads nothing yet.
  virtual std::unique_ptr<Reader> reader() = 0;
  // What every read costs, through a reader or not; never changes.
  [[nodiscard]] virtual ReadCost read_cost() const = 0;

  // Whether a reader would find now what was read on this basis. As soon as a write by any process
  // is acknowledged, what it changed is outdated. A store may also call outdated what has not
  // changed. From memory: does not block. must_ask: never for a basis without dependencies.
  [[nodiscard]] virtual Currency currency(const Basis& basis) = 0;
  // The same, from the store itself: whether the basis was current at some time since the call
  // began. Agrees with currency(), unless that must ask. May block.
  [[nodiscard]] virtual bool check(const Basis& basis) = 0;
};

}  // namespace berth
