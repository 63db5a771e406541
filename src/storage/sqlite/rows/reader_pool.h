// The connections that read.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "registry/ports/snapshot.h"
#include "storage/sqlite/rows/connection.h"

namespace berth::storage::sqlite {

class ReaderPool {
 public:
  struct GiveBack {
    ReaderPool* pool = nullptr;  // null: it is only lent
    void operator()(Connection* connection) const;
  };
  // A reader in use. Goes back to the pool at the end.
  using Lease = std::unique_ptr<Connection, GiveBack>;

  // A reader in a transaction: while it lives, take() lends it to the thread that made it.
  class HeldReader final : public Snapshot {
   public:
    explicit HeldReader(ReaderPool& pool);
    ~HeldReader() override;

   private:
    friend class ReaderPool;
    const ReaderPool& pool_;
    HeldReader* const previous_;  // of this thread
    const Lease reader_;
    const Transaction transaction_;
  };

  // Opens `count` connections to a file that has its schema, with the VFS `vfs`. `on_damage`: as
  // for Database.
  ReaderPool(const std::filesystem::path& file, unsigned count, const char* vfs,
             const DamageListener* on_damage);

  // Waits while all are in use: a thread that has a reader must not take another, unless it has a
  // HeldReader. Any thread may call.
  Lease take();
  // Whether this thread has a HeldReader.
  [[nodiscard]] bool is_held() const { return find_held() != nullptr; }

 private:
  [[nodiscard]] Connection* find_held() const;

  std::mutex mutex_;
  std::condition_variable given_back_;
  // The last one returned is the next one taken, so that only as many connections have warm caches
  // as are used at the same time.
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace berth::storage::sqlite
