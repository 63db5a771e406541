#include "storage/memory/memory.h"

#include <map>
#include <mutex>

namespace berth::storage::memory {
namespace {

// All memories of this process.
struct Memories {
  std::mutex mutex;
  std::map<std::filesystem::path, std::shared_ptr<Memory>> by_folder;
};

Memories& memories() {
  static Memories all;
  return all;
}

}  // namespace

std::shared_ptr<Memory> memory_of(const std::filesystem::path& folder) {
  const auto path = std::filesystem::canonical(folder);
  Memories& all = memories();
  const std::scoped_lock lock(all.mutex);
  std::erase_if(all.by_folder,
                [](const auto& entry) { return !std::filesystem::exists(entry.first); });
  auto& memory = all.by_folder[path];
  if (!memory) memory = std::make_shared<Memory>();
  return memory;
}

}  // namespace berth::storage::memory
