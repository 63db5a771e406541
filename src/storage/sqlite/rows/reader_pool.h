// The connections that read.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <vector>

#include "storage/sqlite/rows/connections.h"

namespace berth::storage::sqlite {

class ReaderPool final : public Connections {
 public:
  // Opens `count` connections to a file that has its schema, with the VFS `vfs`. `on_damage`: as
  // for Database.
  ReaderPool(const std::filesystem::path& file, unsigned count, const char* vfs,
             const DamageListener* on_damage);

  // Waits while all are in use: a thread that has one must not take another. Any thread may call.
  Lease take() override;

 private:
  friend struct Connections::GiveBack;

  void give_back(Connection* connection);

  std::mutex mutex_;
  std::condition_variable given_back_;
  // The last one returned is the next one taken, so that only as many connections have warm caches
  // as are used at the same time.
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace berth::storage::sqlite
