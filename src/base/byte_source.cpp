#include "base/byte_source.h"

namespace berth {

void read_at(const StoredBytes& bytes, std::uint64_t offset, std::span<std::byte> room) {
  if (const auto* file = std::get_if<std::shared_ptr<const File>>(&bytes)) {
    read_whole(**file, room, offset);
  } else {
    std::get<std::shared_ptr<ByteSource>>(bytes)->read(offset, room);
  }
}

}  // namespace berth
