// What a reader chose of a list of tags: part of the address of the page.
#pragma once

#include <string>

#include "gallery/url.h"
#include "http/form.h"
#include "registry/values/tag_query.h"

namespace berth::gallery {

// As written; empty: not chosen.
struct TagState {
  std::string sort = {};  // "newest", "version", "name"
  std::string text = {};  // anywhere in the name
  std::string prefix = {};
  std::string glob = {};
  std::string versions = {};  // ">=1.25 <1.27"
  std::string as_of = {};     // "2026-01-02": the tags as they were then
  std::string after = {};     // where the page begins

  static TagState read(const http::Form& query);

  // The parameters that lead back here, added to an address.
  [[nodiscard]] Url add_to(Url url) const;
  // query_invalid. Without a choice, the newest come first; of a past time, they come by name,
  // whatever was chosen.
  [[nodiscard]] Result<TagQuery> query(std::size_t limit) const;
  [[nodiscard]] bool has_filter() const {
    return !(text.empty() && prefix.empty() && glob.empty() && versions.empty() && as_of.empty());
  }
};

}  // namespace berth::gallery
