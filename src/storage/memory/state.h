// All metadata, as values in maps. A copy is a state of its own.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "registry/ports/basis.h"
#include "registry/ports/garbage_store.h"
#include "registry/ports/job_requests.h"
#include "registry/rules/push.h"
#include "registry/values/account.h"
#include "registry/values/audit.h"
#include "registry/values/author.h"
#include "registry/values/model.h"

namespace berth::storage::memory {

// Finds by views, too.
template <typename Value>
using ByText = std::map<std::string, Value, std::less<>>;

struct ImageRow {
  ImageDetail detail;  // without the names of its tags
  std::string content;
  std::optional<Digest> subject;
  std::string annotations;
  std::set<std::string> tags;
};

struct TagRow {
  std::string digest;
  Timestamp created_at;
};

struct LinkRow {
  std::uint64_t size_bytes = 0;
  std::optional<Timestamp> unnamed_since;  // nullopt: an image names the blob
};

struct PartsRow {
  UploadParts parts;
  Timestamp updated_at;
};

// Everything about one repository. Digests are texts.
struct RepositoryRows {
  Repository repository;  // its alias is that of the registry
  ByText<ImageRow> images = {};
  std::map<std::int64_t, std::string> digests = {};  // of the images, by sequence
  ByText<TagRow> tags = {};
  ByText<std::vector<TagHistoryEntry>> history = {};  // by tag, the oldest movement first
  ByText<LinkRow> links = {};
  ByText<std::map<std::int64_t, std::string>> layers = {};  // the media type, by image
  ByText<ByText<Child>> listings = {};                      // by listed manifest, then by index
  ByText<std::set<std::string>> referrers = {};             // by subject
  ByText<PartsRow> parts = {};                              // by upload
  CatalogData catalog = {};
  std::string logo = {};
  ByText<std::string> resource_tags = {};
  std::optional<RepositoryPolicy> policy = {};
  StorageQuota quota = {};
};

struct RegistryRow {
  Registry registry;
  std::string display_name = {};
  std::map<std::string, AliasOrigin> aliases = {};
  std::map<std::string, RepositoryKey> repositories = {};  // by name
  StorageQuota quota = {};
};

// One of the aliases that it has.
AliasDetail detail_of(const RegistryRow& row, const std::string& alias);

struct UserRow {
  User user;
  ByText<std::string> policies = {};  // documents by name
};

struct UnheldRow {
  std::uint64_t size_bytes = 0;
  Timestamp since;
};

struct RequestRow {
  GarbageRun run = GarbageRun::for_real;
  Timestamp requested_at;
  std::optional<GarbageReport> answer = {};
};

struct State {
  ByText<RegistryRow> registries = {};  // by id
  ByText<std::string> aliases = {};     // the ids of their registries
  std::map<std::pair<std::string, std::string>, UserRow, std::less<>> users = {};  // of a registry
  ByText<AccessKey> keys = {};
  std::map<RepositoryKey, RepositoryRows> repositories = {};
  ByText<UnheldRow> unheld = {};
  ByText<std::string> small_blobs = {};
  std::map<std::int64_t, RequestRow> requests = {};
  std::map<std::int64_t, AuditEntry> audit = {};  // by id
  // The last that were given out.
  RepositoryKey last_repository = 0;
  std::int64_t last_image = 0;
  std::int64_t last_movement = 0;
  std::int64_t last_request = 0;

  // --- what has changed ---
  // Says that whatever a reading method shows of this part may be different from now on.
  void touch(const Scope& scope);
  [[nodiscard]] bool is_current(const Basis& basis) const;
  [[nodiscard]] ScopeVersion version() const { return version_; }

  // --- the audit ---
  // Records nothing for a change that changes nothing.
  void record(const Author& author, const Change& change);
  void record(const Author& author, const std::vector<Change>& changes);

  // --- look-ups; nullptr: absent ---
  [[nodiscard]] const RegistryRow* find_registry(const RegistryId& id) const;
  [[nodiscard]] const RegistryRow* find_registry(const RegistryAlias& alias) const;
  [[nodiscard]] const RepositoryRows* find(RepositoryKey key) const;
  [[nodiscard]] RepositoryRows* find(RepositoryKey key);
  // With the primary alias that its registry has now.
  [[nodiscard]] Repository shown(const RepositoryRows& rows) const;
  // "acme/app", likewise.
  [[nodiscard]] std::string full_name(const RepositoryRows& rows) const;
  // By any repository.
  [[nodiscard]] bool is_held(std::string_view digest) const;
  // What all repositories of the registry hold together.
  [[nodiscard]] Usage usage_of(const RegistryRow& row) const;
  // limit_exceeded if the repository must not hold that many more bytes.
  [[nodiscard]] Result<void> check_storage(const RepositoryRows& rows, std::uint64_t more_bytes,
                                           const Quotas& quotas) const;
  // Without the levels if no quota limits them: they take counting.
  [[nodiscard]] StorageFacts storage_of(const RepositoryRows& rows, const Quotas& quotas) const;

  // --- blobs ---
  void link(RepositoryRows& rows, const Blob& blob, Timestamp now);
  // The grace period of a blob that the repository holds starts again.
  void hold(RepositoryRows& rows, const Digest& digest, Timestamp now);
  void unlink(RepositoryRows& rows, const std::string& digest, Timestamp since);
  void add_unheld(const std::string& digest, std::uint64_t size_bytes, Timestamp since);

 private:
  ScopeVersion version_ = 0;  // grows with every part that is touched
  ScopeVersion all_touched_ = 0;
  std::map<std::pair<Scope::Kind, std::uint64_t>, ScopeVersion> touched_;
};

// --- one repository ---

Usage usage_of(const RepositoryRows& rows);
bool is_named(const RepositoryRows& rows, std::string_view digest);
std::optional<Blob> find_blob(const RepositoryRows& rows, const Digest& digest);
// Where a tag points.
std::optional<TagTarget> find_target(const RepositoryRows& rows, const TagName& tag);
// nullptr: it has no such tag or image.
const ImageRow* find_image(const RepositoryRows& rows, const ImageReference& reference);
// Deletes an image that has no tags any more.
void erase_image(RepositoryRows& rows, const std::string& digest, Timestamp now);
void insert_image(RepositoryRows& rows, const ImageDetail& detail, const NewImage& image);

}  // namespace berth::storage::memory
