// How many uploads are open and what they hold, for the quotas: each upload costs a file, and may
// stay idle for a week.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/entropy.h"
#include "registry/rules/quotas.h"
#include "registry/values/model.h"

namespace berth {

// The id of a new upload. Its last twelve digits identify the access key that started it, so that a
// restarted process still knows.
std::string make_upload_id(Entropy& entropy, std::string_view access_key_id);

// Which registry a repository belongs to; nullopt: the repository is gone.
using RegistryOf = std::function<std::optional<RegistryId>(RepositoryKey)>;

// For a store whose uploads only one process begins. In memory: a new process counts the uploads
// that the last one left. Any thread may call.
class UploadCounts {
 public:
  // too_many_uploads if a quota of its access key, repository or registry is used up; then nothing
  // is counted. Uploads that start at the same time do not exceed a quota together.
  Result<void> add(const UploadKey& key, const RegistryId& registry, const Quotas& quotas);
  // Counts an existing upload, whatever the quotas say.
  void restore(const UploadKey& key, const RegistryId& registry, std::uint64_t size_bytes);
  // The upload has ended. Unknown uploads are ignored, here and below.
  void remove(const UploadKey& key);
  // How much of it has been received.
  void set_size(const UploadKey& key, std::uint64_t size_bytes);
  // too_many_uploads if the registry must not receive that much more.
  Result<void> check_size(const RegistryId& registry, std::uint64_t more_bytes,
                          const Quotas& quotas) const;

  struct Total {
    std::uint64_t count = 0;
    std::uint64_t size_bytes = 0;
  };
  // The sum over all registries.
  [[nodiscard]] Total total() const;

 private:
  struct Upload {
    RegistryId registry;
    std::uint64_t size_bytes = 0;
  };

  // Call with the mutex locked.
  void insert(const UploadKey& key, const RegistryId& registry, std::uint64_t size_bytes);

  mutable std::mutex mutex_;
  std::map<UploadKey, Upload> uploads_;
  std::map<std::string, std::uint64_t, std::less<>> by_access_key_;  // as in the ids
  std::map<RepositoryKey, std::uint64_t> by_repository_;
  std::map<std::string, Total> by_registry_;
};

}  // namespace berth
