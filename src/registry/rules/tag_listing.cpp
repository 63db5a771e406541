#include "registry/rules/tag_listing.h"

#include <algorithm>

namespace berth {
namespace {

// No character of a tag is less than this or greater than that.
constexpr char kBelowTagCharacters = 0x01;
constexpr char kAboveTagCharacters = 0x7f;
// Less than every byte that a key begins with, and greater.
constexpr std::string_view kBelowKeys = "";
constexpr std::string_view kAboveKeys = "\xff";

// What all names that fit begin with.
std::string_view common_beginning(const TagFilter& filter) {
  const std::string_view glob =
      std::string_view(filter.glob).substr(0, filter.glob.find_first_of("*?"));
  return glob.size() > filter.prefix.size() ? glob : std::string_view(filter.prefix);
}

}  // namespace

TagListingRun::TagListingRun(const TagQuery& query)
    : limit_(query.limit), filter_(query.filter), last_(query.after.value_or(TagPosition())) {
  last_.kind = query.position_kind();
  if (last_.kind == TagPosition::Kind::by_version) filter_.versions.reset();
}

void TagListingRun::set_last(std::string_view tag, std::int64_t before_movement) {
  last_.tag = tag;
  last_.before_movement = before_movement;
}

TagListingRun::Step TagListingRun::look_at(std::string_view tag, Timestamp moved_at) {
  if (searched_ == kMaxTagsSearched) return Step::stop;
  const bool fits = filter_.fits(tag);
  if (fits && taken_ == limit_) return Step::stop;
  ++searched_;
  last_.tag = tag;
  if (last_.kind == TagPosition::Kind::by_date) last_.moved_at = moved_at;
  if (!fits) return Step::pass;
  ++taken_;
  return Step::take;
}

TagListingRun::Step TagListingRun::look_at_name(std::string_view tag) {
  if (searched_ == kMaxTagsSearched) return Step::stop;
  ++searched_;
  if (filter_.fits(tag)) return Step::take;
  pass_past(tag);
  return Step::pass;
}

bool TagListingRun::look_at_movement(std::string_view tag, std::int64_t sequence) {
  if (searched_ == kMaxTagsSearched) return false;
  ++searched_;
  set_last(tag, sequence);
  return true;
}

TagListingRun::Step TagListingRun::take_past(std::string_view tag) {
  if (taken_ == limit_) {
    ++last_.before_movement;  // looks at the movement again, which told that the tag existed
    return Step::stop;
  }
  ++taken_;
  pass_past(tag);
  return Step::take;
}

void TagListingRun::pass_past(std::string_view tag) {
  set_last(tag, 0);
}

std::string after_name(std::string_view name) {
  return std::string(name) + kBelowTagCharacters;
}

NameRange names_of_query(const TagQuery& query) {
  NameRange range{.from = std::string(common_beginning(query.filter)), .below = {}};
  range.below = range.from + kAboveTagCharacters;
  if (query.after) {
    const TagPosition& after = *query.after;
    range.from =
        std::max(range.from, after.before_movement == 0 ? after_name(after.tag) : after.tag);
  }
  return range;
}

VersionKeyRange version_keys_of(const TagQuery& query) {
  const auto& versions = query.filter.versions;
  VersionKeyRange range{.from = versions ? versions->from() : std::string(kBelowKeys),
                        .key = versions ? versions->below() : std::string(kAboveKeys),
                        .name = {}};
  if (!query.after) return range;
  std::string key = VersionKey::of(query.after->tag).bytes();
  if (key < range.key) {
    range.key = std::move(key);
    range.name = query.after->tag;
  }
  return range;
}

}  // namespace berth
