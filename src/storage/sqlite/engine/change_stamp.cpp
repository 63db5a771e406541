#include "storage/sqlite/engine/change_stamp.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <system_error>

namespace berth::storage::sqlite {
namespace {

// Two copies of 48 bytes, one after the other; a writer changes the second one first.
constexpr std::size_t kCopyWords = std::tuple_size_v<StoreVersion>;
constexpr std::size_t kHeaderBytes = 2 * kCopyWords * sizeof(std::uint32_t);

StoreVersion load(const std::uint32_t* copy) {
  StoreVersion version;
  for (std::size_t i = 0; i < kCopyWords; ++i) {
    version.at(i) = __atomic_load_n(copy + i, __ATOMIC_RELAXED);
  }
  return version;
}

}  // namespace

ChangeStamp::ChangeStamp(const std::filesystem::path& database_file) {
  std::filesystem::path file = database_file;
  file += "-shm";
  file_ = File(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file_.is_open()) throw std::system_error(errno, std::generic_category(), file.string());
  void* mapped =
      ::mmap(nullptr, kHeaderBytes, PROT_READ, MAP_SHARED, file_.descriptor(), /*offset=*/0);
  if (mapped == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
  header_ = static_cast<const std::uint32_t*>(mapped);
}

ChangeStamp::~ChangeStamp() {
  ::munmap(const_cast<std::uint32_t*>(header_), kHeaderBytes);
}

std::optional<StoreVersion> ChangeStamp::read() const {
  const StoreVersion first = load(header_);
  std::atomic_thread_fence(std::memory_order_acquire);
  if (load(header_ + kCopyWords) != first) return std::nullopt;
  return first;
}

}  // namespace berth::storage::sqlite
