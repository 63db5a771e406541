#include "http/accept.h"

#include <algorithm>

#include "base/ascii.h"

namespace berth::http {
namespace {

struct Choice {
  std::string_view name;  // "text/*", "gzip"
  unsigned weight = kFullWeight;
};

// Cuts the text before the first `separator`, and that, off `rest`.
std::string_view take_until(char separator, std::string_view& rest) {
  const std::string_view taken = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(rest.size(), taken.size() + 1));
  return trim(taken);
}

// qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ). Anything else counts as nothing.
unsigned read_weight(std::string_view text) {
  if (text.starts_with('1')) return kFullWeight;
  if (!text.starts_with("0.")) return 0;
  text.remove_prefix(2);
  unsigned weight = 0;
  unsigned unit = kFullWeight / 10;
  for (const char c : text.substr(0, 3)) {
    if (c < '0' || c > '9') return 0;
    weight += unit * static_cast<unsigned>(c - '0');
    unit /= 10;
  }
  return weight;
}

Choice read_choice(std::string_view element) {
  Choice choice{.name = take_until(';', element)};
  while (!element.empty()) {
    std::string_view parameter = take_until(';', element);
    if (equal_ignoring_case(take_until('=', parameter), "q")) {
      choice.weight = read_weight(trim(parameter));
    }
  }
  return choice;
}

template <typename Visit>
void visit_choices(const RequestHead& head, std::string_view field, const Visit& visit) {
  for (const Field& each : head.fields) {
    if (!equal_ignoring_case(each.name, field)) continue;
    std::string_view rest = each.value;
    while (!rest.empty()) visit(read_choice(take_until(',', rest)));
  }
}

// How closely a range of Accept describes a media type; 0: not at all.
unsigned closeness(std::string_view range, std::string_view media_type) {
  if (equal_ignoring_case(range, media_type)) return 3;
  if (range == "*/*") return 1;
  if (!range.ends_with("/*")) return 0;
  const std::string_view kind = range.substr(0, range.size() - 1);
  return equal_ignoring_case(kind, media_type.substr(0, kind.size())) ? 2 : 0;
}

}  // namespace

unsigned weight_of_type(const RequestHead& head, std::string_view media_type) {
  if (head.field_count("Accept") == 0) return kFullWeight;
  unsigned closest = 0;
  unsigned weight = 0;
  visit_choices(head, "Accept", [&](const Choice& choice) {
    const unsigned close = closeness(choice.name, media_type);
    if (close <= closest) return;
    closest = close;
    weight = choice.weight;
  });
  return weight;
}

unsigned weight_of_named_type(const RequestHead& head, std::string_view media_type) {
  unsigned weight = 0;
  visit_choices(head, "Accept", [&](const Choice& choice) {
    if (equal_ignoring_case(choice.name, media_type)) weight = std::max(weight, choice.weight);
  });
  return weight;
}

unsigned weight_of_coding(const RequestHead& head, std::string_view coding) {
  unsigned weight = 0;
  bool is_named = false;
  visit_choices(head, "Accept-Encoding", [&](const Choice& choice) {
    const bool names_it = equal_ignoring_case(choice.name, coding);
    if (!names_it && (choice.name != "*" || is_named)) return;
    is_named = is_named || names_it;
    weight = choice.weight;
  });
  return weight;
}

}  // namespace berth::http
