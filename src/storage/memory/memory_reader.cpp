#include "storage/memory/memory_reader.h"

namespace berth::storage::memory {

void MemoryReader::visit(const std::function<void(const State&)>& visitor) {
  way_.travel();
  if (!snapshot_) snapshot_.emplace(database_);
  if (!version_) version_ = (**snapshot_).version();
  visitor(**snapshot_);
}

void MemoryReader::note(const Scope& scope) {
  basis_.depend_on({.scope = scope, .version = *version_});
}

}  // namespace berth::storage::memory
