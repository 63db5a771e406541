#include "oci/endpoints/paging.h"

#include <algorithm>
#include <charconv>

#include "base/encoding.h"
#include "http/query.h"
#include "oci/messages.h"
#include "oci/response.h"

namespace berth::oci {

std::optional<std::string> said_parameter(std::string_view query, std::string_view name) {
  auto value = http::query_parameter(query, name);
  if (value && value->empty()) value.reset();
  return value;
}

std::expected<Page, WireError> read_page(std::string_view query, std::uint64_t max_entries) {
  Page page{.count = max_entries, .after = http::query_parameter(query, "last").value_or("")};
  const std::optional<std::string> text = said_parameter(query, "n");
  if (!text) return page;
  const char* const end = text->data() + text->size();
  const auto [stopped, failure] = std::from_chars(text->data(), end, page.count);
  const bool is_huge = failure == std::errc::result_out_of_range;  // for 64 bits
  if (stopped != end || (failure != std::errc() && !is_huge)) {
    return std::unexpected(WireError{.status = 400,
                                     .code = "PAGINATION_NUMBER_INVALID",  // CNCF Distribution's
                                     .message = std::string(messages::kPageNumberInvalid)});
  }
  page.count = is_huge ? max_entries : std::min(page.count, max_entries);
  return page;
}

std::string next_link(std::string_view path, std::string_view parameters, std::uint64_t count,
                      std::string_view last) {
  std::string link = "<";
  link.append(path).append("?").append(parameters).append("n=").append(std::to_string(count));
  link.append("&last=").append(percent_encode(last)).append(">; rel=\"next\"");
  return link;
}

http::Response make_list(std::string_view media_type, std::string json, const std::string& link) {
  http::Response response = make_response(200);
  response.fields.add("Content-Type", media_type);
  // The same entries with and without more after them are different answers.
  Hash hash(HashAlgorithm::sha256);
  hash.update(json);
  hash.update(link);
  response.fields.add("ETag", entity_tag(Digest::from_hex(HashAlgorithm::sha256, hash.hex())));
  if (!link.empty()) response.fields.add("Link", link);
  response.body = std::move(json);
  return response;
}

http::Response make_list_head(std::string_view media_type) {
  http::Response response = make_response(200);
  response.fields.add("Content-Type", media_type);
  response.content_length = http::kLengthNotDetermined;
  return response;
}

}  // namespace berth::oci
