#include "oci/answer_key.h"

#include "http/query.h"
#include "oci/endpoints/paging.h"
#include "oci/endpoints/referrers.h"

namespace berth::oci {

std::string AnswerKey::of_page() const {
  return count ? text + '\n' + std::to_string(*count) : text;
}

bool is_kept_by_path(const http::RequestHead& head) {
  return head.query.empty() && !head.path.contains('%');
}

AnswerKey answer_key(const http::RequestHead& head, const std::optional<Route>& route) {
  if (is_kept_by_path(head)) return {.text = std::string(head.path), .count = {}};
  if (!route || route->path.contains('\n')) {
    return {.text = std::string(head.target), .count = {}};
  }
  AnswerKey key{.text = route->path, .count = {}};
  if (route->endpoint == Endpoint::manifest || route->endpoint == Endpoint::blob) return key;
  const bool is_of_referrers = route->endpoint == Endpoint::referrers;
  const auto page = is_of_referrers ? read_referrers_page(head.query) : read_page(head.query);
  // A refusal is never kept.
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
