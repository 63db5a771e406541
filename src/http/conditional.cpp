#include "http/conditional.h"

#include <cstdint>

#include "base/ascii.h"

namespace berth::http {
namespace {

constexpr std::string_view kIfMatch = "If-Match";
constexpr std::string_view kIfNoneMatch = "If-None-Match";
constexpr std::string_view kWeak = "W/";

enum class Comparison : std::uint8_t { strong, weak };  // section 8.8.3.2

// Calls `visit` for each entity tag of a list, without its quotes, until it returns true. An entity
// tag contains no quote.
template <typename Visitor>
bool visit_tags(std::string_view list, Comparison comparison, Visitor visit) {
  std::size_t open = list.find('"');
  while (open != std::string_view::npos) {
    const std::size_t close = list.find('"', open + 1);
    if (close == std::string_view::npos) break;
    const bool is_comparable =
        comparison == Comparison::weak || !list.substr(0, open).ends_with(kWeak);
    if (is_comparable && visit(list.substr(open + 1, close - open - 1))) return true;
    open = list.find('"', close + 1);
  }
  return false;
}

// "*" matches anything that exists. Several lines are one list (section 5.3).
bool names(const RequestHead& head, std::string_view field_name, std::string_view entity_tag,
           Comparison comparison) {
  if (entity_tag.size() < 2) return false;
  const std::string_view wanted = entity_tag.substr(1, entity_tag.size() - 2);
  for (const Field& field : head.fields) {
    if (!equal_ignoring_case(field.name, field_name)) continue;
    if (field.value == "*") return true;
    const auto is_wanted = [&](std::string_view tag) { return tag == wanted; };
    if (visit_tags(field.value, comparison, is_wanted)) return true;
  }
  return false;
}

std::optional<EntityTagList> read_list(const RequestHead& head, std::string_view field_name,
                                       Comparison comparison) {
  std::optional<EntityTagList> list;
  for (const Field& field : head.fields) {
    if (!equal_ignoring_case(field.name, field_name)) continue;
    if (!list) list.emplace();
    list->any = list->any || field.value == "*";
    visit_tags(field.value, comparison, [&](std::string_view tag) {
      list->tags.push_back(tag);
      return false;
    });
  }
  return list;
}

}  // namespace

bool is_conditional(const RequestHead& head) {
  return head.field_count(kIfMatch) + head.field_count(kIfNoneMatch) > 0;
}

bool passes_if_match(const RequestHead& head, std::string_view entity_tag) {
  return head.field_count(kIfMatch) == 0 || names(head, kIfMatch, entity_tag, Comparison::strong);
}

bool passes_if_none_match(const RequestHead& head, std::string_view entity_tag) {
  return !names(head, kIfNoneMatch, entity_tag, Comparison::weak);
}

std::optional<EntityTagList> read_if_match(const RequestHead& head) {
  return read_list(head, kIfMatch, Comparison::strong);
}

std::optional<EntityTagList> read_if_none_match(const RequestHead& head) {
  return read_list(head, kIfNoneMatch, Comparison::weak);
}

}  // namespace berth::http
