// DIR/backup.json: what a folder is a backup of. docs/formats/backup.md
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/problem.h"
#include "registry/values/store_identity.h"

namespace berth::backup {

// A copy of the metadata. The blobs that it needs are in the same folder.
struct Snapshot {
  std::string database;         // its file in the folder
  std::string database_sha256;  // of the whole file, in hexadecimal
  std::uint64_t schema_version = 0;
  // Every push that was acknowledged before is in it; RFC 3339.
  std::string begun_at;
  std::uint64_t manifests = 0;
  std::uint64_t blobs = 0;
  std::uint64_t blob_bytes = 0;
};

struct Manifest {
  StoreIdentity store;
  RegistryId first_registry;
  // nullopt: the first backup into the folder has begun, and there is nothing to restore yet.
  std::optional<Snapshot> snapshot = {};
};

std::string text_of(const Manifest& manifest);
// A problem: the file is not a manifest, or a newer Berth's.
Checked<Manifest> parse_manifest(std::string_view text, const std::filesystem::path& file);
// nullopt: no such file exists. A problem as above. Throws std::system_error.
Checked<std::optional<Manifest>> read_manifest(const std::filesystem::path& file);

}  // namespace berth::backup
