#include "oci/endpoints/tags.h"

#include <algorithm>

#include "json/writer.h"
#include "oci/endpoints/paging.h"

namespace berth::oci {

Answer list_tags(const Request& request, std::string_view) {
  const auto page = read_page(request.head.query);
  if (!page) return to_response(page.error());
  const std::string name = full_name(request.repository);

  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.key("name");
  writer.string(name);
  writer.key("tags");
  writer.begin_array();
  std::uint64_t seen = 0;
  std::string last;
  const auto visit = [&](const TagView& tag) {
    if (++seen > page->count) return;
    writer.plain(tag.name);
    if (seen == page->count) last = tag.name;
  };
  // "When `n` is zero, this endpoint MUST return an empty list, and MUST NOT include a Link".
  if (page->count > 0) {
    // One more than requested shows whether more follow.
    request.reads->metadata().list_tags(request.repository.key, page->after, page->count + 1,
                                        visit);
  }
  writer.end_array();
  writer.end_object();

  const std::string link =
      seen > page->count ? next_link("/v2/" + name + "/tags/list", {}, page->count, last) : "";
  return Answered(make_list(kListMediaType, std::move(body), link), std::min(seen, page->count));
}

Answer head_tags(const Request& request, std::string_view) {
  const auto page = read_page(request.head.query);
  if (!page) return to_response(page.error());
  return make_list_head(kListMediaType);
}

}  // namespace berth::oci
