#include "gallery/tag_state.h"

#include <array>

namespace berth::gallery {
namespace {

struct Parameter {
  std::string_view name;
  std::string TagState::* value;
};
constexpr std::array kParameters{
    Parameter{"sort", &TagState::sort},         Parameter{"text", &TagState::text},
    Parameter{"prefix", &TagState::prefix},     Parameter{"glob", &TagState::glob},
    Parameter{"versions", &TagState::versions}, Parameter{"as-of", &TagState::as_of},
    Parameter{"after", &TagState::after}};

}  // namespace

TagState TagState::read(const http::Form& query) {
  TagState state;
  for (const auto& [name, value] : kParameters) state.*value = query.find(name).value_or("");
  return state;
}

Url TagState::add_to(Url url) const {
  for (const auto& [name, value] : kParameters) {
    if (!(this->*value).empty()) url = url.with(name, this->*value);
  }
  return url;
}

Result<TagQuery> TagState::query(std::size_t limit) const {
  const std::string_view chosen = sort.empty() ? name_of(TagOrder::newest) : std::string_view(sort);
  return parse_tag_query({.order = as_of.empty() ? chosen : name_of(TagOrder::name),
                          .prefix = prefix,
                          .text = text,
                          .glob = glob,
                          .versions = versions,
                          .as_of = as_of,
                          .position = after},
                         limit);
}

}  // namespace berth::gallery
