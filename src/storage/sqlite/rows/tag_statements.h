// Statements about tags and their history, on one connection.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "registry/ports/metadata_store.h"
#include "storage/sqlite/engine/database.h"
#include "storage/sqlite/rows/media_type_statements.h"
#include "storage/sqlite/rows/packed_image.h"

namespace berth::storage::sqlite {

// Who moves a tag, and when.
struct TagMovement {
  std::string_view actor;
  Timestamp at;
};

class TagStatements {
 public:
  explicit TagStatements(Database& database);

  std::optional<StoredManifest> find_manifest(RepositoryKey repository, const TagName& tag);
  std::optional<ManifestDescription> describe_manifest(RepositoryKey repository,
                                                       const TagName& tag);
  void list(RepositoryKey repository, std::string_view after, std::size_t limit,
            const TagVisitor& visit);
  // In byte order.
  std::vector<std::string> names_of(RepositoryKey repository, std::int64_t image_sequence);

  std::optional<TagTarget> find_target(RepositoryKey repository, const TagName& tag);

  // Points the tag at the image; it pointed at `before` until now.
  void point(RepositoryKey repository, const TagName& tag, const std::optional<TagTarget>& before,
             const ImageDetail& image, const TagMovement& movement);
  // The tag must exist and point at `digest`.
  void remove(RepositoryKey repository, std::string_view tag, std::string_view digest,
              const TagMovement& movement);

  // Newest first.
  std::vector<TagHistoryEntry> list_history(RepositoryKey repository, const TagName& tag,
                                            std::int64_t before_sequence, std::size_t limit);
  // Its sequence; nullopt: the tag never existed.
  std::optional<std::int64_t> last_movement(RepositoryKey repository, const TagName& tag);

 private:
  // Unpacks the image of a row.
  ImageFacts facts_of(std::string_view packed);

  const Database& database_;
  MediaTypeStatements media_types_;
  ImageUnpacker unpacker_;
  Statement find_target_;
  Statement find_manifest_;
  Statement describe_manifest_;
  Statement list_;
  Statement names_of_;
  Statement insert_;
  Statement move_;
  Statement delete_;
  Statement append_history_;
  Statement list_history_;
  Statement find_last_movement_;
};

}  // namespace berth::storage::sqlite
