// Operations on images and tags that take more than one statement, on one connection and in the
// caller's transaction. Errors are those of the MetadataStore methods of the same names.
#pragma once

#include "registry/rules/quotas.h"
#include "storage/sqlite/rows/connection.h"

namespace berth::storage::sqlite {

Result<PutImageOutcome> put_image(Connection& connection, const Push& push, const Quotas& quotas);
// What put_image() would return if it has nothing to write; nullopt if it has.
std::optional<PutImageOutcome> find_unchanged(Connection& connection, const Push& push);
std::optional<ImageDetail> find_image(Connection& connection, RepositoryKey repository,
                                      const ImageReference& reference);
std::vector<ImageDetail> list_images(Connection& connection, RepositoryKey repository,
                                     std::int64_t after_sequence, std::size_t limit);
Result<DeletedImage> delete_tag(Connection& connection, const Repository& repository,
                                const TagDeletion& deletion, const Author& author);
Result<DeletedImage> delete_image(Connection& connection, const Repository& repository,
                                  const Digest& digest, const Author& author);
// Removes every tag of an existing image, and returns their names.
std::vector<std::string> erase_tags(Connection& connection, RepositoryKey repository,
                                    std::int64_t sequence, std::string_view digest,
                                    const TagMovement& movement);
// Deletes every row of an existing image without tags, even if others refer to it; books its blobs.
void erase_image(Connection& connection, RepositoryKey repository, std::int64_t sequence,
                 std::string_view digest, Timestamp now);
// The repository must exist.
Result<TagOutcome> move_tag(Connection& connection, const Repository& repository,
                            const TagName& tag, const Digest& digest, std::int64_t last_sequence,
                            const Author& author, const Quotas& quotas);

}  // namespace berth::storage::sqlite
