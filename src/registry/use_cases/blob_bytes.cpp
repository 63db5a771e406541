#include "registry/use_cases/blob_bytes.h"

#include <algorithm>
#include <vector>

#include "base/crypto.h"

namespace berth {
namespace {

// Large enough for the disk to read ahead.
constexpr std::size_t kReadBufferBytes = std::size_t{256} * 1024;

}  // namespace

void visit_bytes(const OpenBlob& blob,
                 const std::function<void(std::span<const std::byte>)>& visit) {
  std::vector<std::byte> buffer(std::min<std::uint64_t>(kReadBufferBytes, blob.size_bytes));
  for (std::uint64_t offset = 0; offset < blob.size_bytes; offset += buffer.size()) {
    const std::uint64_t left = blob.size_bytes - offset;
    const auto room = std::span(buffer).first(std::min<std::uint64_t>(buffer.size(), left));
    read_at(blob.bytes, offset, room);
    visit(room);
  }
}

Digest digest_of(const OpenBlob& blob, HashAlgorithm algorithm) {
  Hash hash(algorithm);
  visit_bytes(blob, [&hash](std::span<const std::byte> piece) { hash.update(piece); });
  return Digest::from_hex(algorithm, hash.hex());
}

}  // namespace berth
