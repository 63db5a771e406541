// The blobs and uploads of one memory, which many stores may have open.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "registry/rules/upload_counts.h"
#include "registry/rules/upload_ownership.h"
#include "registry/values/model.h"

namespace berth::storage::memory {

struct UploadRow {
  UploadKey key;
  std::string bytes = {};
  std::optional<std::uint64_t> tentative_from = {};
  Timestamp written_at;
  std::optional<UploadHolder> holder = {};  // the writer that has it
};

// Everything but `counts` under the mutex.
struct BlobTable {
  std::mutex mutex;
  // A removal has ended.
  std::condition_variable removed;
  std::map<std::string, std::shared_ptr<const std::string>> blobs;  // by digest
  std::map<std::string, unsigned> holds;                            // by digest
  std::set<std::string> being_removed;
  std::map<std::string, UploadRow> uploads;  // by name_of()
  std::uint64_t last_epoch = 0;
  std::vector<std::pair<std::string, std::string>> set_aside;  // names and contents
  UploadCounts counts;
};

// How uploads are sorted.
std::string name_of(const UploadKey& key);
// nullptr: no such session.
UploadRow* find_upload(BlobTable& table, const UploadKey& key);
// Bytes that no crash loses.
std::uint64_t kept_bytes(const UploadRow& upload);
void forget_tentative(BlobTable& table, UploadRow& upload);

}  // namespace berth::storage::memory
