// One request of a listing of tags (registry/values/tag_query.h): which of the tags that a store
// looks at, one after the other, are taken, and where the next request goes on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "registry/values/tag_query.h"

namespace berth {

class TagListingRun {
 public:
  // The query must outlive this.
  explicit TagListingRun(const TagQuery& query);

  enum class Step : std::uint8_t {
    take,
    pass,
    stop,  // before this tag: the page is full, or the request has looked at enough
  };

  // --- the tags that exist, in the query's order, after `query.after` ---
  Step look_at(std::string_view tag, Timestamp moved_at);

  // --- as of a time: the names in the history, in order; then the movements of one that
  // fits_name(), the newest first, up to the first that is not later than the time ---
  // pass: no movement of this tag is of interest.
  Step look_at_name(std::string_view tag);
  // False: stop before this movement.
  bool look_at_movement(std::string_view tag, std::int64_t sequence);
  // The tag existed. take or stop.
  Step take_past(std::string_view tag);
  // It did not.
  void pass_past(std::string_view tag);

  // What find_tags() returns when it was told to stop, and when it has come to the end.
  [[nodiscard]] TagListing stopped() const { return {.next = last_, .searched = searched_}; }
  [[nodiscard]] TagListing ended() const { return {.next = {}, .searched = searched_}; }

 private:
  void set_last(std::string_view tag, std::int64_t before_movement);

  const std::size_t limit_;
  TagFilter filter_;  // without what the order has as a range
  TagPosition last_;  // of what was looked at last
  std::size_t searched_ = 0;
  std::size_t taken_ = 0;
};

// The range of names that the query can find: from this one on, and before that one.
struct NameRange {
  std::string from;
  std::string below;
};
NameRange names_of_query(const TagQuery& query);
// Greater than the name, and not than any name that is.
std::string after_name(std::string_view name);

// In descending order of (key, name): the pairs before (`key`, `name`) whose key is at least
// `from`.
struct VersionKeyRange {
  std::string from;
  std::string key;
  std::string name;
};
VersionKeyRange version_keys_of(const TagQuery& query);

}  // namespace berth
