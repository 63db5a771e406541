#include "oci/answer_key.h"

#include "base/encoding.h"
#include "http/query.h"
#include "oci/endpoints/paging.h"
#include "oci/endpoints/referrers.h"
#include "oci/route.h"

namespace berth::oci {

std::string AnswerKey::of_page() const {
  return count ? text + '\n' + std::to_string(*count) : text;
}

AnswerKey answer_key(const http::RequestHead& head) {
  if (head.query.empty() && !head.path.contains('%')) {
    return {.text = std::string(head.path), .count = {}};
  }
  const std::optional<Route> route = find_route(head.path);
  AnswerKey key{.text = percent_decode(head.path).value_or(""), .count = {}};
  if (!route || key.text.contains('\n')) return {.text = std::string(head.target), .count = {}};
  if (route->endpoint == Endpoint::manifest || route->endpoint == Endpoint::blob) return key;
  const bool is_of_referrers = route->endpoint == Endpoint::referrers;
  const auto page = is_of_referrers ? read_referrers_page(head.query) : read_page(head.query);
  // Nothing is kept of what is refused.
  if (!page) return {.text = std::string(head.target), .count = {}};
  const std::uint64_t most = is_of_referrers ? kMaxReferrersPerPage : kMaxEntriesPerPage;
  if (page->count < most) key.count = page->count;
  const auto artifact_type = said_parameter(head.query, "artifactType");
  if (page->after.empty() && !artifact_type) return key;
  for (const std::string& part : {page->after, artifact_type.value_or("")}) {
    key.text.append(1, '\n').append(std::to_string(part.size())).append(1, ':').append(part);
  }
  return key;
}

}  // namespace berth::oci
