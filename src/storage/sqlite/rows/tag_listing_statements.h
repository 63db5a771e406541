// Statements that list tags in every order, and as of a time, on one connection. The listing by
// name alone, which answers DescribeImageTags, is TagStatements::list().
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/ports/metadata_reads.h"
#include "registry/rules/tag_listing.h"
#include "storage/sqlite/engine/database.h"
#include "storage/sqlite/rows/media_type_statements.h"
#include "storage/sqlite/rows/packed_image.h"

namespace berth::storage::sqlite {

class TagListingStatements {
 public:
  explicit TagListingStatements(Database& database);

  // The caller has a transaction.
  TagListing find(RepositoryKey repository, const TagQuery& query, const TagVisitor& visit);
  // The tags of an image, by name.
  std::vector<std::string> names_of(RepositoryKey repository, const Digest& digest,
                                    std::string_view after, std::size_t limit);

 private:
  TagListing by_name(RepositoryKey repository, const TagQuery& query, const TagVisitor& visit);
  // Walks along an index, which has the names, and reads the rows of the tags that fit.
  TagListing by_date(RepositoryKey repository, const TagQuery& query, const TagVisitor& visit);
  TagListing by_version(RepositoryKey repository, const TagQuery& query, const TagVisitor& visit);
  TagListing walk(RepositoryKey repository, const TagQuery& query, Statement::Run& row,
                  const TagVisitor& visit);

  struct Movement {
    std::string to;  // the digest; empty: the tag was deleted
    Timestamp moved_at;
  };
  TagListing as_of(RepositoryKey repository, const TagQuery& query, const TagVisitor& visit);
  // The first name in the history from this one on.
  std::optional<std::string> next_name(RepositoryKey repository, const NameRange& range);
  // The last movement before that sequence that was made at that time or earlier; nullopt: none,
  // or the run stops before it (`stops`).
  std::optional<Movement> last_movement(RepositoryKey repository, std::string_view tag,
                                        std::int64_t before, Timestamp at, TagListingRun& run,
                                        bool& stops);

  void show(std::string_view name, Timestamp created_at, std::string_view packed,
            const TagVisitor& visit);
  void show_past(RepositoryKey repository, std::string_view name, const Movement& movement,
                 const TagVisitor& visit);

  const Database& database_;
  MediaTypeStatements media_types_;
  ImageUnpacker unpacker_;
  Statement by_name_;
  Statement by_date_;
  Statement by_version_;
  Statement read_;
  Statement names_of_;
  Statement next_name_;
  Statement movements_;
  Statement read_image_;
};

}  // namespace berth::storage::sqlite
