// The head of a signed request. The secret is new for each, so no signature in the input is right.
#include <algorithm>

#include "auth/signature_header.h"
#include "base/ascii.h"
#include "base/crypto.h"
#include "base/entropy.h"
#include "fuzz.h"
#include "http/request_parser.h"

namespace berth::fuzz {
namespace {

constexpr std::string_view kBody = R"({"repositoryName":"hello"})";

std::string random_secret() {
  static SystemEntropy entropy;
  constexpr std::size_t kSecretBytes = 30;
  return random_bytes(entropy, kSecretBytes);
}

void check_presented(const auth::PresentedSignature& presented, const http::RequestHead& head) {
  const auto& names = presented.signed_headers;
  require(!names.empty() && names.size() <= auth::kMaxSignedHeaders, "signed headers are limited");
  require(std::ranges::is_sorted(names) && std::ranges::adjacent_find(names) == names.end(),
          "signed headers are in order, each once");
  require(std::ranges::find(names, "host") != names.end(), "the host is signed");
  for (const http::Field& field : head.fields) {
    const bool is_acted_on = equal_ignoring_case(field.name, "x-amz-target") ||
                             equal_ignoring_case(field.name, "x-amz-content-sha256");
    if (!is_acted_on) continue;
    require(std::ranges::any_of(names,
                                [&](auto name) { return equal_ignoring_case(name, field.name); }),
            "what is acted on is signed");
  }
  require(!presented.access_key_id.empty() && !presented.scope.date.empty() &&
              !presented.scope.region.empty() && !presented.scope.service.empty(),
          "a credential is complete");
  Timestamp time;
  require(parse_basic_iso8601(presented.timestamp, time) && time == presented.time,
          "the timestamp is the time");
  static_cast<void>(auth::check_scope(presented, "ecr-public"));
  const Timestamp now = from_milliseconds(1'767'323'045'000);
  const auto distance = presented.time > now ? presented.time - now : now - presented.time;
  require(auth::check_time(presented, now).has_value() == (distance <= auth::kMaxClockSkew),
          "a signature is good for 15 minutes either way");
}

// The same request, signed with the secret, is read and accepted.
void check_signed(const auth::PresentedSignature& presented, const http::RequestHead& head,
                  std::string_view secret) {
  const auto& names = presented.signed_headers;
  if (std::ranges::find(names, "authorization") != names.end()) return;
  const std::string authorization =
      auth::sign(head, kBody, presented.parameters(), presented.access_key_id, secret);
  if (authorization.size() > auth::kMaxAuthorizationBytes) return;
  http::RequestHead signed_head = head;
  for (http::Field& field : signed_head.fields) {
    if (equal_ignoring_case(field.name, "authorization")) field.value = authorization;
  }
  const auto again = auth::read_signature(signed_head);
  require(again && again->access_key_id == presented.access_key_id &&
              again->scope == presented.scope && again->signed_headers == names &&
              again->timestamp == presented.timestamp,
          "what is signed reads as it was meant");
  require(again->signature == auth::compute_signature(signed_head, kBody, again->parameters(),
                                                      auth::signing_key(secret, again->scope)),
          "a right signature is right");
}

}  // namespace

void check(std::string_view input) {
  http::RequestHead head;
  if (http::parse_head(input, head).state != http::HeadState::complete) return;
  const std::string query = auth::canonical_query(head.query);
  require(auth::canonical_query(query) == query, "the canonical query is canonical");
  const auto presented = auth::read_signature(head);
  if (!presented) {
    require(presented.error().fault() != auth::SignatureFault::unknown_key,
            "no key has been looked up");
    return;
  }
  check_presented(*presented, head);
  const std::string secret = random_secret();
  const std::string key = auth::signing_key(secret, presented->scope);
  require(
      auth::compute_signature(head, kBody, presented->parameters(), key) != presented->signature,
      "nobody signs without the secret");
  check_signed(*presented, head, secret);
}

}  // namespace berth::fuzz
