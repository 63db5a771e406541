// What every metadata store does: the comments of registry/metadata_store.h as tests. An adapter is
// a way to open a store; it is opened again on the same folder after a restart.
#pragma once

#include <gmock/gmock.h>

#include <memory>

#include "contract/temporary_folder.h"
#include "registry/metadata_store.h"

namespace berth {

struct MetadataAdapter {
  std::string name;
  std::function<std::unique_ptr<MetadataStore>(const std::filesystem::path& folder)> open;
};

class MetadataStoreContract : public testing::TestWithParam<MetadataAdapter> {
 protected:
  MetadataStoreContract();

  MetadataStore& store() { return *store_; }
  void reopen();

  static RegistryId account() { return *RegistryId::parse("123456789012"); }
  static RegistryAlias alias() { return *RegistryAlias::parse("acme"); }
  static AccessKey key(const RegistryId& registry, std::string_view id);
  static Timestamp at(std::int64_t ms) { return from_milliseconds(ms); }
  static TagName tag(std::string_view text) { return *TagName::parse(text); }
  static RepositoryName name(std::string_view text) { return *RepositoryName::parse(text); }
  // An image whose manifest is `content`, which refers to nothing.
  static NewImage image(std::string_view content);

  Repository create(std::string_view name);
  void link(const Repository& repository, const Blob& blob);
  PutImageOutcome push(const Repository& repository, const NewImage& image,
                       std::optional<TagName> tag = std::nullopt, std::int64_t now_ms = 0);
  std::vector<std::string> tag_names(const Repository& repository, std::string_view after = {},
                                     std::size_t limit = 1000);
  std::vector<std::string> repository_names(std::string_view after = {}, std::size_t limit = 1000);
  std::vector<std::string> image_digests(const Repository& repository);
  // Of one tag; the views are gone.
  Timestamp created_at(const Repository& repository, std::string_view tag);

 private:
  TemporaryFolder folder_;
  std::unique_ptr<MetadataStore> store_;
};

}  // namespace berth
