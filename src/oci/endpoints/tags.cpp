#include "oci/endpoints/tags.h"

#include <algorithm>
#include <charconv>

#include "base/encoding.h"
#include "http/query.h"
#include "json/writer.h"
#include "oci/response.h"

namespace berth::oci {
namespace {

Result<std::uint64_t> page_size(std::string_view query) {
  const std::optional<std::string> text = http::query_parameter(query, "n");
  if (!text) return kMaxTagsPerPage;
  std::uint64_t count = 0;
  const char* const end = text->data() + text->size();
  const auto [stopped, failure] = std::from_chars(text->data(), end, count);
  if (failure != std::errc() || stopped != end) {
    return fail({.code = ErrorCode::invalid_parameter,
                 .subject = "n",
                 .reason = "must be a whole number, 0 or more"});
  }
  return std::min(count, kMaxTagsPerPage);
}

std::string next_link(const std::string& name, std::uint64_t count, const std::string& last) {
  return "</v2/" + name + "/tags/list?n=" + std::to_string(count) +
         "&last=" + percent_encode(last) + ">; rel=\"next\"";
}

}  // namespace

Answer list_tags(const Request& request, std::string_view) {
  const auto count = page_size(request.head.query);
  if (!count) return std::unexpected(count.error());
  const std::string after = http::query_parameter(request.head.query, "last").value_or("");
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
    if (++seen > *count) return;
    writer.string(tag.name);
    if (seen == *count) last = tag.name;
  };
  // "When `n` is zero, this endpoint MUST return an empty list, and MUST NOT include a Link".
  if (*count > 0) {
    // One more than asked for tells whether there is more.
    request.services.metadata.list_tags(request.repository.key, after, *count + 1, visit);
  }
  writer.end_array();
  writer.end_object();

  http::Response response = make_json_response(200, std::move(body));
  if (seen > *count) response.fields.add("Link", next_link(name, *count, last));
  return response;
}

}  // namespace berth::oci
