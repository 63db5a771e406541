// Bytes that are stored: in a file, or in a place that has to be asked for them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <variant>

#include "base/file.h"

namespace berth {

// Bytes behind a network or a cache: an object in a store, for example. One thread at a time; the
// destructor must not wait.
class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  // Fills all of `room` with the bytes from `offset` on. May block. Throws std::system_error if
  // they cannot be had, also if there are fewer. Most readers go on where they stopped.
  virtual void read(std::uint64_t offset, std::span<std::byte> room) = 0;
};

// An open file can be sent by the kernel, without a copy; a source has to be read. Never null.
using StoredBytes = std::variant<std::shared_ptr<const File>, std::shared_ptr<ByteSource>>;

// Like ByteSource::read(), of either.
void read_at(const StoredBytes& bytes, std::uint64_t offset, std::span<std::byte> room);

}  // namespace berth
