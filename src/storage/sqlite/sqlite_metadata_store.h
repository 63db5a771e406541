// The metadata port on a SQLite database.
#pragma once

#include "registry/ports/metadata_store.h"
#include "registry/rules/garbage_policy.h"
#include "registry/rules/quotas.h"
#include "storage/sqlite/sqlite_database.h"
#include "storage/sqlite/sqlite_metadata_reads.h"
#include "storage/sqlite/sqlite_reader.h"

namespace berth::storage::sqlite {

class SqliteMetadataStore final : public SqliteMetadataReads<MetadataStore> {
 public:
  // The database must outlive the store.
  SqliteMetadataStore(SqliteDatabase& database, const Quotas& quotas,
                      const GarbagePolicy& garbage = {})
      : SqliteMetadataReads(database.readers()),
        database_(database),
        quotas_(quotas),
        garbage_(garbage) {}

  std::unique_ptr<Reader> reader() override {
    return std::make_unique<SqliteReader>(database_.readers(), database_.changes());
  }
  [[nodiscard]] ReadCost read_cost() const override { return ReadCost::brief; }
  [[nodiscard]] Currency currency(const Basis& basis) override {
    return check(basis) ? Currency::current : Currency::outdated;
  }
  [[nodiscard]] bool check(const Basis& basis) override {
    return database_.changes().is_current(basis);
  }
  Result<Repository> create_repository(const NewRepository& repository,
                                       const Author& author) override;
  Result<void> delete_repository(const Repository& repository, RepositoryContent content,
                                 const Author& author) override;

  Result<void> put_catalog_data(const Repository& repository, const CatalogData& data,
                                std::string_view logo, const Author& author) override;
  Result<void> put_resource_tags(const Repository& repository, const std::vector<ResourceTag>& tags,
                                 const Author& author) override;
  Result<void> delete_resource_tags(const Repository& repository,
                                    const std::vector<std::string>& keys,
                                    const Author& author) override;
  Result<void> put_repository_policy(const Repository& repository, const RepositoryPolicy& policy,
                                     const Author& author) override;
  Result<RepositoryPolicy> delete_repository_policy(const Repository& repository,
                                                    const Author& author) override;

  std::optional<Blob> hold_blob(RepositoryKey repository, const Digest& digest,
                                Timestamp now) override;
  std::optional<Blob> find_blob_to_push(RepositoryKey repository, const Digest& digest,
                                        Timestamp now,
                                        const std::function<bool()>& may_push) override;
  Result<void> check_room(const Repository& repository, std::uint64_t more_bytes) override;
  Result<void> put_blob(RepositoryKey repository, const Blob& blob, std::string_view content,
                        Timestamp now) override;
  Result<void> link_blob(RepositoryKey repository, const Blob& blob, Timestamp now) override;
  Result<Blob> mount_blob(std::optional<RepositoryKey> from, const Repository& to,
                          const Digest& digest, Timestamp now) override;
  Result<void> unlink_blob(RepositoryKey repository, const Digest& digest,
                           const Author& author) override;
  UploadParts find_upload_parts(RepositoryKey repository, std::string_view upload_id) override;
  Result<void> add_upload_part(RepositoryKey repository, std::string_view upload_id,
                               std::uint64_t size_bytes, Timestamp now) override;
  void forget_upload_parts(RepositoryKey repository, std::string_view upload_id) override;

  Result<PutImageOutcome> put_image(const Push& push) override;
  Result<DeletedImage> delete_tag(const Repository& repository, const TagDeletion& deletion,
                                  const Author& author) override;
  Result<DeletedImage> delete_image(const Repository& repository, const Digest& digest,
                                    const Author& author) override;
  Result<TagOutcome> move_tag(const Repository& repository, const TagName& tag,
                              const Digest& digest, std::int64_t last_sequence,
                              const Author& author) override;

 private:
  // Runs a write about a repository. repository_not_found if it is gone.
  template <typename T>
  Result<T> write_about(const Repository& repository,
                        const std::function<Result<T>(Connection&)>& operation);
  // `content`: the bytes, unless they are stored already.
  Result<void> link(RepositoryKey repository, const Blob& blob,
                    std::optional<std::string_view> content, Timestamp now);

  SqliteDatabase& database_;
  const Quotas quotas_;
  const GarbagePolicy garbage_;
};

}  // namespace berth::storage::sqlite
