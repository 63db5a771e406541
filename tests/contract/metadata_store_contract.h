// The contract of every metadata store and the account store beside it: the comments of
// registry/ports/metadata_store.h, registry/ports/account_store.h,
// registry/ports/garbage_store.h and registry/ports/usage_store.h as tests. An adapter knows how to
// open a store; after a restart, the store is opened again on the same folder.
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <ostream>
#include <random>

#include "base/test_support.h"
#include "registry/ports/backends.h"
#include "registry/rules/quotas.h"

namespace berth {

struct MetadataAdapter {
  std::string name;
  std::function<std::unique_ptr<MetadataBackend>(const std::filesystem::path& folder,
                                                 const Quotas& quotas)>
      open;
};

// How test runners print the parameter.
inline void PrintTo(const MetadataAdapter& adapter, std::ostream* out) {
  *out << adapter.name;
}

class MetadataStoreContract : public testing::TestWithParam<MetadataAdapter> {
 protected:
  MetadataStoreContract();

  MetadataStore& store() { return stores_->metadata(); }
  AccountStore& accounts() { return stores_->accounts(); }
  GarbageStore& garbage() { return stores_->garbage(); }
  AuditStore& audit() { return stores_->audit(); }
  JobRequests& job_requests() { return stores_->job_requests(); }
  UsageStore& usage() { return stores_->usage(); }
  // nullptr: the store has no such port.
  IntegrityStore* integrity() { return stores_->integrity(); }
  void reopen(const Quotas& quotas = {});
  // What depends on whatever is stored now.
  Basis basis_of_everything();
  // What anyone who can wait is told.
  bool is_current(const Basis& basis);

  static RegistryId account() { return *RegistryId::parse("123456789012"); }
  static RegistryAlias alias() { return *RegistryAlias::parse("acme"); }
  static AccessKey key(const RegistryId& registry, std::string_view id);
  static Timestamp at(std::int64_t ms) { return from_milliseconds(ms); }
  static TagName tag(std::string_view text) { return *TagName::parse(text); }
  static RepositoryName name(std::string_view text) { return *RepositoryName::parse(text); }
  // An image whose manifest is `content`, which refers to nothing.
  static NewImage image(std::string_view content);
  // image(content) as an index lists it.
  static Child child(std::string_view content);

  static NewRepository new_repository(std::string_view name, Timestamp now);
  Repository create(std::string_view name);
  void link(const Repository& repository, const Blob& blob);
  PutImageOutcome push(const Repository& repository, const NewImage& image,
                       std::optional<TagName> tag = std::nullopt, std::int64_t now_ms = 0);
  // Returns the Result of MetadataStore, for refused pushes.
  Result<PutImageOutcome> put(const Repository& repository, const NewImage& image,
                              std::vector<TagName> tags = {},
                              References references = References::must_exist,
                              std::int64_t now_ms = 0);
  std::vector<std::string> tag_names(const Repository& repository, std::string_view after = {},
                                     std::size_t limit = 1000);
  std::vector<std::string> repository_names(std::string_view after = {}, std::size_t limit = 1000);
  std::vector<std::string> image_digests(const Repository& repository);
  // When the tag was last pointed at a different image.
  Timestamp created_at(const Repository& repository, std::string_view tag);

 private:
  TemporaryFolder folder_;
  std::unique_ptr<MetadataBackend> stores_;
};

// usage_contract.cpp, usage_sequences_contract.cpp
class UsageContract : public MetadataStoreContract {
 protected:
  Usage held_by(const Repository& repository);
  Usage held_by_registry() { return usage().find_usage(account())->usage; }
  // Counted from what the reading methods show, of these blobs.
  Usage recount(const Repository& repository, const std::vector<Blob>& blobs);
  StoredBlobs recount_stored(const std::vector<Blob>& blobs);
  void write_something(std::mt19937& random, Repository& repository, int step);
};

}  // namespace berth
