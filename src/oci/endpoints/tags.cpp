#include "oci/endpoints/tags.h"

#include <algorithm>
#include <charconv>

#include "base/encoding.h"
#include "http/query.h"
#include "json/writer.h"
#include "oci/responses.h"

namespace berth::oci {
namespace {

// "A client may ask for at most <int> results": more than we give is no error, Link carries on.
std::optional<std::size_t> page_size(const http::RequestHead& head) {
  const auto text = http::query_parameter(head.query, "n");
  if (!text) return kMaxTagsPerPage;
  std::size_t count = 0;
  const auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), count);
  if (end != text->data() + text->size() || text->empty()) return std::nullopt;
  if (failure == std::errc::result_out_of_range) return kMaxTagsPerPage;
  if (failure != std::errc()) return std::nullopt;
  return std::min(count, kMaxTagsPerPage);
}

}  // namespace

http::Response answer_tags(const Exchange& exchange) {
  if (exchange.head.method != http::Method::get && exchange.head.method != http::Method::head) {
    return method_not_allowed("GET, HEAD");
  }
  auto repository = find_repository(exchange);
  if (!repository) return make_error(repository.error());
  const auto limit = page_size(exchange.head);
  if (!limit) {
    return make_error(400, "PAGINATION_NUMBER_INVALID", "n must be a number, 0 or greater");
  }
  const std::string after = http::query_parameter(exchange.head.query, "last").value_or("");
  const std::string name = exchange.route.alias + "/" + exchange.route.repository;

  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.key("name");
  writer.string(name);
  writer.key("tags");
  writer.begin_array();
  std::size_t count = 0;
  std::string last;
  bool more = false;
  // "When n is zero, this endpoint MUST return an empty list, and MUST NOT include a Link header."
  const std::size_t wanted = *limit == 0 ? 0 : *limit + 1;
  exchange.services.metadata.list_tags(repository->key, after, wanted, [&](const TagView& tag) {
    if (count == *limit) {
      more = true;
      return;
    }
    writer.string(tag.name);
    if (++count == *limit) last = tag.name;
  });
  writer.end_array();
  writer.end_object();

  http::Response response = make_json_response(200, std::move(body));
  if (more) {
    response.fields.add("Link", "</v2/" + name + "/tags/list?n=" + std::to_string(*limit) +
                                    "&last=" + percent_encode(last) + ">; rel=\"next\"");
  }
  return response;
}

}  // namespace berth::oci
