// How the tags of a repository are to be listed: in which order, which of them, and from where on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "registry/values/error.h"
#include "registry/values/names.h"
#include "registry/values/version_range.h"

namespace berth {

enum class TagOrder : std::uint8_t {
  name,     // byte by byte
  newest,   // by the time when the tag was last pointed at a different image; ties by name, last
            // first
  version,  // newest first: version_key.h, backwards
};

// How many tags a request looks at, at most, for those that fit: some milliseconds.
inline constexpr std::size_t kMaxTagsSearched = 20'000;

// Where a listing goes on. Made of keys: it stays good whatever is pushed, moved or deleted.
struct TagPosition {
  enum class Kind : std::uint8_t { by_name, by_date, by_version, as_of };

  Kind kind = Kind::by_name;
  std::string tag;                   // goes on after this tag, which may be gone
  Timestamp moved_at = {};           // by_date: the time that it was listed with
  std::int64_t before_movement = 0;  // as_of: goes on within its history; 0: after the tag

  // A text that may stand in a URL and begins with a version: "1n.v1.25", "1v.v1.25",
  // "1d.1767225600000.v1.25", "1h.0.v1.25". Up to kMaxTextLength characters.
  static constexpr std::size_t kMaxTextLength = 160;
  [[nodiscard]] std::string text() const;
  // query_invalid
  static Result<TagPosition> parse(std::string_view text);
  bool operator==(const TagPosition&) const = default;
};

// All that is set must fit.
struct TagFilter {
  std::string prefix = {};
  std::string text = {};  // anywhere in the name; upper and lower case are the same
  std::string glob = {};  // of the whole name: * is any text, ? any character
  std::optional<VersionRange> versions = {};

  [[nodiscard]] bool fits(std::string_view name) const;
  bool operator==(const TagFilter&) const = default;
};

struct TagQuery {
  TagOrder order = TagOrder::name;
  // The tags that existed at this time, and where they pointed then; only by name.
  std::optional<Timestamp> as_of = {};
  TagFilter filter = {};
  std::optional<TagPosition> after = {};  // its kind is position_kind()
  std::size_t limit = 100;                // tags, at least 1

  [[nodiscard]] TagPosition::Kind position_kind() const;
  bool operator==(const TagQuery&) const = default;
};

// What a client wrote; empty: not set.
struct TagQueryText {
  std::string_view order = {};  // "name" (if empty), "newest", "version"
  std::string_view prefix = {};
  std::string_view text = {};
  std::string_view glob = {};
  std::string_view versions = {};  // version_range.h
  std::string_view as_of = {};     // base/w3c_datetime.h; a whole day or month: its first moment
  std::string_view position = {};
};
// query_invalid
Result<TagQuery> parse_tag_query(const TagQueryText& text, std::size_t limit);

// How far a listing came.
struct TagListing {
  std::optional<TagPosition> next = {};  // nullopt: it has come to its end
  std::size_t searched = 0;              // tags, and of a past time movements, that were looked at
};

// "name"
std::string_view name_of(TagOrder order);

}  // namespace berth
