// "<token>\n<position>": a nextToken from a stranger, and a position to make one from.
#include <array>

#include "aws/ecr_public/next_token.h"
#include "fuzz.h"

namespace berth::fuzz {
namespace {

const auth::KeyRing kKeys(std::string(auth::kMasterKeyBytes, 'k'));
const aws::NextTokens kTokens(kKeys);
constexpr std::array<aws::ListingScope, 3> kScopes{{
    {.operation = "DescribeImageTags", .registry = "123456789012", .repository = "team/app"},
    {.operation = "DescribeImages", .registry = "123456789012", .repository = "team/app"},
    {.operation = "DescribeRepositories", .registry = "123456789012", .repository = {}},
}};
constexpr std::string_view kPosition = "v1.2.3";
constexpr std::size_t kChangedPerToken = 16;  // Enough; all would take most of a run.

// The corpus holds the tokens issued for kPosition, and near misses.
void check_shown(std::string_view token) {
  int good_for = 0;
  for (const aws::ListingScope& scope : kScopes) {
    const auto position = kTokens.open(scope, token);
    if (!position) continue;
    ++good_for;
    require(*position == kPosition && token == kTokens.issue(scope, kPosition),
            "what opens was issued");
  }
  require(good_for <= 1, "a token is good for one listing");
}

void check_issued(std::string_view position) {
  const std::string token = kTokens.issue(kScopes[0], position);
  const auto opened = kTokens.open(kScopes[0], token);
  require(opened.has_value() == (token.size() <= aws::kMaxNextTokenBytes), "what is issued opens");
  if (opened) require(*opened == position, "a position comes back as it was");
  require(!kTokens.open(kScopes[1], token) && !kTokens.open(kScopes[2], token),
          "a token is good for its listing only");
  for (std::size_t at = 0; at < token.size(); at += 1 + token.size() / kChangedPerToken) {
    std::string changed = token;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    require(!kTokens.open(kScopes[0], changed), "a changed token is refused");
  }
}

}  // namespace

void check(std::string_view input) {
  check_shown(take_line(input));
  check_issued(input.substr(0, aws::kMaxNextTokenBytes));
}

}  // namespace berth::fuzz
