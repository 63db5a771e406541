// What all stores share that are opened in memory for one folder.
#pragma once

#include <filesystem>
#include <memory>

#include "storage/memory/blob_table.h"
#include "storage/memory/database.h"
#include "storage/memory/way.h"

namespace berth::storage::memory {

struct Memory {
  Gate gate;  // of those that are far from it
  Database database;
  BlobTable blobs;
};

// The memory that belongs to the folder, which must exist: made at the first call, and kept until
// the first call after the folder is gone. Any thread may call.
std::shared_ptr<Memory> memory_of(const std::filesystem::path& folder);

}  // namespace berth::storage::memory
