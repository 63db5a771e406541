// What takes more than one statement of images and tags, on one connection and in the caller's
// transaction. Errors as those of the methods of MetadataStore with the same names.
#pragma once

#include "registry/rules/quotas.h"
#include "storage/sqlite/rows/connection.h"

namespace berth::storage::sqlite {

Result<PutImageOutcome> put_image(Connection& connection, const Repository& repository,
                                  const NewImage& image, const std::vector<TagName>& tags,
                                  References references,
                                  const std::optional<Precondition>& precondition,
                                  const TagMovement& movement, const Quotas& quotas);
// What put_image() would return if it had nothing to write; nullopt if it has.
std::optional<PutImageOutcome> find_unchanged(Connection& connection, const Repository& repository,
                                              const NewImage& image,
                                              const std::vector<TagName>& tags,
                                              References references);
std::optional<ImageDetail> find_image(Connection& connection, RepositoryKey repository,
                                      const ImageReference& reference);
std::vector<ImageDetail> list_images(Connection& connection, RepositoryKey repository,
                                     std::int64_t after_sequence, std::size_t limit);
Result<DeletedImage> delete_tag(Connection& connection, const Repository& repository,
                                const TagName& tag, const std::optional<Digest>& expected,
                                UntaggedImage untagged, const TagMovement& movement);
Result<DeletedImage> delete_image(Connection& connection, const Repository& repository,
                                  const Digest& digest, const TagMovement& movement);
// Takes every tag off an image that is there, and says which.
std::vector<std::string> erase_tags(Connection& connection, RepositoryKey repository,
                                    std::int64_t sequence, std::string_view digest,
                                    const TagMovement& movement);
// Every row of an image that is there and has no tags, whoever refers to it; its blobs are booked.
void erase_image(Connection& connection, RepositoryKey repository, std::int64_t sequence,
                 std::string_view digest, Timestamp now);
// The repository is there.
Result<TagOutcome> move_tag(Connection& connection, const Repository& repository,
                            const TagName& tag, const Digest& digest, std::int64_t last_sequence,
                            const TagMovement& movement, const Quotas& quotas);

}  // namespace berth::storage::sqlite
