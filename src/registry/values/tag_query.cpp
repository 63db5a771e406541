#include "registry/values/tag_query.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/ascii.h"
#include "base/w3c_datetime.h"
#include "base/wildcards.h"

namespace berth {
namespace {

constexpr char kPositionVersion = '1';
// In the order of TagPosition::Kind.
constexpr std::string_view kPositionLetters = "ndvh";

struct NamedOrder {
  TagOrder order;
  std::string_view name;
};
constexpr std::array kOrders{NamedOrder{TagOrder::name, "name"},
                             NamedOrder{TagOrder::newest, "newest"},
                             NamedOrder{TagOrder::version, "version"}};

Failure invalid(QueryPart part, std::string_view text) {
  return fail({.code = ErrorCode::query_invalid,
               .facts = InvalidQuery{.part = part, .text = std::string(text)}});
}

bool has_number(TagPosition::Kind kind) {
  return kind == TagPosition::Kind::by_date || kind == TagPosition::Kind::as_of;
}

// "-12.rest": cuts the number and the dot off.
std::optional<std::int64_t> take_number(std::string_view& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto length = static_cast<std::size_t>(end - text.data());
  if (error != std::errc() || length == text.size() || text[length] != '.') return std::nullopt;
  text.remove_prefix(length + 1);
  return number;
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  return !std::ranges::search(text, part, {}, to_lower, to_lower).empty();
}

Result<TagOrder> parse_order(std::string_view text) {
  if (text.empty()) return TagOrder::name;
  const auto* const found = std::ranges::find(kOrders, text, &NamedOrder::name);
  if (found == kOrders.end()) return invalid(QueryPart::order, text);
  return found->order;
}

Result<TagFilter> parse_filter(const TagQueryText& text) {
  const std::pair<QueryPart, std::string_view> parts[] = {
      {QueryPart::prefix, text.prefix}, {QueryPart::text, text.text}, {QueryPart::glob, text.glob}};
  for (const auto& [part, value] : parts) {
    if (value.size() > TagName::kMaxLength) return invalid(part, value);
  }
  TagFilter filter{.prefix = std::string(text.prefix),
                   .text = std::string(text.text),
                   .glob = std::string(text.glob)};
  if (text.versions.empty()) return filter;
  auto versions = VersionRange::parse(text.versions);
  if (!versions) return failure_of(versions);
  filter.versions = *std::move(versions);
  return filter;
}

}  // namespace

std::string TagPosition::text() const {
  std::string out{kPositionVersion, kPositionLetters[std::to_underlying(kind)], '.'};
  if (kind == Kind::by_date) out += std::to_string(to_milliseconds(moved_at)) + '.';
  if (kind == Kind::as_of) out += std::to_string(before_movement) + '.';
  return out += tag;
}

Result<TagPosition> TagPosition::parse(std::string_view text) {
  const auto refused = [text] { return invalid(QueryPart::position, text); };
  if (text.size() < 3 || text.size() > kMaxTextLength || text[0] != kPositionVersion ||
      text[2] != '.') {
    return refused();
  }
  const std::size_t letter = kPositionLetters.find(text[1]);
  if (letter == std::string_view::npos) return refused();
  TagPosition position{.kind = static_cast<Kind>(letter), .tag = {}};
  std::string_view rest = text.substr(3);
  if (has_number(position.kind)) {
    const auto number = take_number(rest);
    if (!number) return refused();
    if (position.kind == Kind::by_date) {
      position.moved_at = from_milliseconds(*number);
    } else {
      position.before_movement = *number;
    }
  }
  if (!TagName::parse(rest)) return refused();
  position.tag = rest;
  return position;
}

bool TagFilter::fits(std::string_view name) const {
  return name.starts_with(prefix) && (text.empty() || contains_ignoring_case(name, text)) &&
         (glob.empty() || matches_wildcards(glob, name)) &&
         (!versions || versions->contains(VersionKey::of(name)));
}

TagPosition::Kind TagQuery::position_kind() const {
  if (as_of) return TagPosition::Kind::as_of;
  switch (order) {
    case TagOrder::name:
      return TagPosition::Kind::by_name;
    case TagOrder::newest:
      return TagPosition::Kind::by_date;
    case TagOrder::version:
      return TagPosition::Kind::by_version;
  }
  std::unreachable();
}

Result<TagQuery> parse_tag_query(const TagQueryText& text, std::size_t limit) {
  const auto order = parse_order(text.order);
  if (!order) return failure_of(order);
  auto filter = parse_filter(text);
  if (!filter) return failure_of(filter);
  TagQuery query{.order = *order, .filter = *std::move(filter), .limit = limit};
  if (!text.as_of.empty()) {
    query.as_of = parse_w3c_datetime(text.as_of);
    if (!query.as_of) return invalid(QueryPart::as_of, text.as_of);
    if (query.order != TagOrder::name) return invalid(QueryPart::order, text.order);
  }
  if (!text.position.empty()) {
    auto position = TagPosition::parse(text.position);
    if (!position) return failure_of(position);
    // Of another order: where this one goes on cannot be told.
    if (position->kind != query.position_kind()) {
      return invalid(QueryPart::position, text.position);
    }
    query.after = *std::move(position);
  }
  return query;
}

std::string_view name_of(TagOrder order) {
  return kOrders.at(std::to_underlying(order)).name;
}

}  // namespace berth
