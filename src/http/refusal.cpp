#include "http/refusal.h"

namespace berth::http {
namespace {

void allow_retry(Response& response, const Refusal& refusal) {
  // Long enough for a worker or some memory to become free.
  constexpr std::uint64_t kRetryAfterSeconds = 1;
  const bool may_repeat = refusal.status == 429 || refusal.status == 503;
  const bool says_so = !response.fields.find("Retry-After").empty();
  if (may_repeat && !says_so) response.fields.add("Retry-After", kRetryAfterSeconds);
}

}  // namespace

Response refuse(Exchange& exchange, const Refusal& refusal) {
  Response response = exchange.refused(refusal);
  allow_retry(response, refusal);
  return response;
}

Response plain_refusal(const Refusal& refusal) {
  Response response = text_response(refusal.status, std::string(refusal.reason) + "\n");
  allow_retry(response, refusal);
  return response;
}

}  // namespace berth::http
