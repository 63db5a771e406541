// The connections that read.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "storage/sqlite/connection.h"

namespace berth::storage {

class ReaderPool {
 public:
  // A reader in use. Goes back to the pool at the end.
  class Lease {
   public:
    Lease(ReaderPool& pool, std::unique_ptr<Connection> connection)
        : pool_(pool), connection_(std::move(connection)) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { pool_.give_back(std::move(connection_)); }
    Connection* operator->() const { return connection_.get(); }
    Connection& operator*() const { return *connection_; }

   private:
    ReaderPool& pool_;
    std::unique_ptr<Connection> connection_;
  };

  // Opens `count` connections to a file that has its schema, with the file system `vfs`.
  ReaderPool(const std::filesystem::path& file, unsigned count, const char* vfs);

  // Waits while all are in use: a thread that holds one must not take another. Any thread may call.
  Lease take();

 private:
  void give_back(std::unique_ptr<Connection> connection);

  std::mutex mutex_;
  std::condition_variable given_back_;
  // The one that came back last goes first, so that no more connections have warm caches than are
  // used at the same time.
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace berth::storage
