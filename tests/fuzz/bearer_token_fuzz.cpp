// A token from a stranger. Only what was issued is good.
#include <algorithm>
#include <vector>

#include "auth/bearer_token.h"
#include "base/test_clocks.h"
#include "fuzz.h"

namespace berth::fuzz {
namespace {

using auth::TokenClaims;
using auth::TokenUse;

const auth::KeyRing kKeys(std::string(auth::kMasterKeyBytes, 'k'));
const FixedClock kClock(from_milliseconds(1'767'323'045'000));
const auth::TokenService kService(kKeys, kClock);

// The corpus holds these, and near misses.
const std::vector<std::string> kIssued{
    kService.issue({.access_key_id = "AKIAEXAMPLE",
                    .expires_at = kClock.now() + auth::kLoginLifetime,
                    .use = TokenUse::login}),
    kService.issue({.access_key_id = std::nullopt,
                    .expires_at = kClock.now() + auth::kBearerLifetime,
                    .use = TokenUse::bearer}),
    // As late as a timestamp can be.
    kService.issue(
        {.access_key_id = std::nullopt, .expires_at = Timestamp::max(), .use = TokenUse::bearer}),
};

// An access key id of any bytes: a token says what it was issued for, or is refused.
void check_issued(std::string_view access_key_id) {
  const TokenClaims claims{.access_key_id = std::string(access_key_id),
                           .expires_at = kClock.now() + auth::kLoginLifetime,
                           .use = TokenUse::login};
  const std::string token = kService.issue(claims);
  if (token.size() > auth::kMaxTokenBytes) return;
  const auto verified = kService.verify(token);
  if (!verified) return;
  require(verified->access_key_id == claims.access_key_id && verified->use == claims.use &&
              verified->expires_at == claims.expires_at,
          "a token says what it was issued for");
}

}  // namespace

void check(std::string_view input) {
  const auto verified = kService.verify(input);
  if (verified) {
    require(std::ranges::find(kIssued, input) != kIssued.end(), "what verifies was issued");
    require(kService.issue(*verified) == input, "a token has one spelling");
  }
  const auth::TokenService other(auth::KeyRing(std::string(auth::kMasterKeyBytes, 'o')), kClock);
  require(!other.verify(input), "nobody else's token is good");
  check_issued(input);
}

}  // namespace berth::fuzz
