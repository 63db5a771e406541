// How many uploads are open and what they hold, for the quotas: uploads cost a file each, and may
// rest for a week.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "base/entropy.h"
#include "base/result.h"
#include "registry/rules/quotas.h"
#include "registry/values/model.h"

namespace berth {

// The id of a new upload. Its last twelve digits tell which access key started it, so that this is
// still known when the process is another one.
std::string make_upload_id(Entropy& entropy, std::string_view access_key_id);

// In memory: a process that starts counts what the last one left. Any thread may call.
class UploadCounts {
 public:
  // too_many_uploads of its access key, its repository or its registry, and then nothing is
  // counted. Those that start at the same time do not exceed a quota together.
  Result<void> add(const UploadKey& key, const RegistryId& registry, const Quotas& quotas);
  // An upload that is there, whatever the quotas say.
  void restore(const UploadKey& key, const RegistryId& registry, std::uint64_t size_bytes);
  // The upload has ended. An unknown one is passed over, here and below.
  void remove(const UploadKey& key);
  // What has been received of it.
  void set_size(const UploadKey& key, std::uint64_t size_bytes);
  // Whether the registry may receive so much more: too_many_uploads.
  Result<void> check_size(const RegistryId& registry, std::uint64_t more_bytes,
                          const Quotas& quotas) const;

 private:
  struct Upload {
    RegistryId registry;
    std::uint64_t size_bytes = 0;
  };
  struct Total {
    std::uint64_t count = 0;
    std::uint64_t size_bytes = 0;
  };

  // Under the lock.
  void insert(const UploadKey& key, const RegistryId& registry, std::uint64_t size_bytes);

  mutable std::mutex mutex_;
  std::map<UploadKey, Upload> uploads_;
  std::map<std::string, std::uint64_t, std::less<>> by_access_key_;  // as in the ids
  std::map<RepositoryKey, std::uint64_t> by_repository_;
  std::map<std::string, Total> by_registry_;
};

}  // namespace berth
