#include "http/conditional.h"

#include "base/ascii.h"

namespace berth::http {
namespace {

constexpr std::string_view kIfMatch = "If-Match";
constexpr std::string_view kIfNoneMatch = "If-None-Match";
constexpr std::string_view kWeak = "W/";

enum class Comparison { strong, weak };  // section 8.8.3.2

// An entity tag contains no quote, so the quoted text is found only as a whole tag.
bool holds(std::string_view list, std::string_view entity_tag, Comparison comparison) {
  for (std::size_t at = list.find(entity_tag); at != std::string_view::npos;
       at = list.find(entity_tag, at + 1)) {
    if (comparison == Comparison::weak || !list.substr(0, at).ends_with(kWeak)) return true;
  }
  return false;
}

// "*" matches anything that exists. Several lines are one list (section 5.3).
bool names(const RequestHead& head, std::string_view field_name, std::string_view entity_tag,
           Comparison comparison) {
  if (entity_tag.empty()) return false;
  for (const Field& field : head.fields) {
    if (!equal_ignoring_case(field.name, field_name)) continue;
    if (field.value == "*" || holds(field.value, entity_tag, comparison)) return true;
  }
  return false;
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

}  // namespace berth::http
