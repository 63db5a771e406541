// Conditional requests (RFC 9110 section 13), by entity tags.
//
// `entity_tag`: the strong entity tag of what the target has, with its quotes. Empty: it has
// nothing.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace berth::http {

// Whether the request has a condition at all.
bool is_conditional(const RequestHead& head);
// If-Match, section 13.1.1. True without this field. If false, the answer is 412.
bool passes_if_match(const RequestHead& head, std::string_view entity_tag);
// If-None-Match, section 13.1.2. True without this field. If false, the answer is 304 to GET and
// HEAD, 412 to other methods.
bool passes_if_none_match(const RequestHead& head, std::string_view entity_tag);

// The entity tags that a field lists, without their quotes; valid as long as the head.
struct EntityTagList {
  bool any = false;  // "*"
  std::vector<std::string_view> tags = {};
};
// For conditions that are decided later; nullopt: the request has no such field. The list of an
// If-Match lacks the weak entity tags, which match nothing there.
std::optional<EntityTagList> read_if_match(const RequestHead& head);
std::optional<EntityTagList> read_if_none_match(const RequestHead& head);

}  // namespace berth::http
