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
constexpr std::size_t kCopyWords = std::tuple_size_v<ChangeStamp::Value>;
constexpr std::size_t kHeaderBytes = 2 * sizeof(ChangeStamp::Value);

ChangeStamp::Value load(const std::uint64_t* copy) {
  ChangeStamp::Value value;
  for (std::size_t i = 0; i < kCopyWords; ++i) {
    value[i] = __atomic_load_n(copy + i, __ATOMIC_RELAXED);
  }
  std::atomic_thread_fence(std::memory_order_acquire);
  return value;
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
  header_ = static_cast<const std::uint64_t*>(mapped);
}

ChangeStamp::~ChangeStamp() {
  ::munmap(const_cast<std::uint64_t*>(header_), kHeaderBytes);
}

std::optional<ChangeStamp::Value> ChangeStamp::read() const {
  const Value first = load(header_);
  if (load(header_ + kCopyWords) != first) return std::nullopt;
  return first;
}

ChangeStamp::Value ChangeStamp::glance() const {
  return load(header_);
}

}  // namespace berth::storage::sqlite
