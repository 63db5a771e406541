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
    ReaderPool* pool = nullptr;  // null: to nobody, it is only lent
    void operator()(Connection* connection) const;
  };
  // A reader in use. Goes back to the pool at the end.
  using Lease = std::unique_ptr<Connection, GiveBack>;

  // A reader in a transaction: until it goes, take() lends it to the thread that made it.
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

  // Opens `count` connections to a file that has its schema, with the file system `vfs`.
  // `on_damage`: as Database's.
  ReaderPool(const std::filesystem::path& file, unsigned count, const char* vfs,
             const DamageListener* on_damage);

  // Waits while all are in use: a thread that has one must not take another, unless it is held. Any
  // thread may call.
  Lease take();
  // By this thread.
  [[nodiscard]] bool is_held() const { return find_held() != nullptr; }

 private:
  [[nodiscard]] Connection* find_held() const;

  std::mutex mutex_;
  std::condition_variable given_back_;
  // The one that came back last goes first, so that no more connections have warm caches than are
  // used at the same time.
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace berth::storage::sqlite
