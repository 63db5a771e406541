#include "aws/ecr_public/next_token.h"

#include <gtest/gtest.h>

namespace berth::aws {
namespace {

constexpr ListingScope kScope{
    .operation = "DescribeImageTags", .registry = "123456789012", .repository = "acme/app"};

class NextToken : public testing::Test {
 protected:
  auth::KeyRing keys_{std::string(auth::kMasterKeyBytes, 'k')};
  NextTokens tokens_{keys_};
};

TEST_F(NextToken, OpensToThePositionItWasIssuedFor) {
  for (const std::string& position : {std::string("v1.0"), std::string(), std::string(128, 'x')}) {
    const auto opened = tokens_.open(kScope, tokens_.issue(kScope, position));
    ASSERT_TRUE(opened);
    EXPECT_EQ(*opened, position);
  }
}

TEST_F(NextToken, StaysValidAfterARestart) {
  EXPECT_TRUE(NextTokens(keys_).open(kScope, tokens_.issue(kScope, "v1")));
}

TEST_F(NextToken, IsBoundToOperationRegistryAndRepository) {
  const std::string token = tokens_.issue(kScope, "v1");
  for (const ListingScope& other :
       {ListingScope{.operation = "DescribeImages",
                     .registry = kScope.registry,
                     .repository = kScope.repository},
        ListingScope{.operation = kScope.operation,
                     .registry = "210987654321",
                     .repository = kScope.repository},
        ListingScope{
            .operation = kScope.operation, .registry = kScope.registry, .repository = "acme/ap"}}) {
    EXPECT_FALSE(tokens_.open(other, token));
  }
  const auth::KeyRing other_server(std::string(auth::kMasterKeyBytes, 'x'));
  EXPECT_FALSE(NextTokens(other_server).open(kScope, token));
}

TEST_F(NextToken, RefusesEveryChangeAndTruncation) {
  const std::string token = tokens_.issue(kScope, "v1");
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(tokens_.open(kScope, changed)) << i;
    EXPECT_FALSE(tokens_.open(kScope, token.substr(0, i))) << i;
  }
  EXPECT_FALSE(tokens_.open(kScope, std::string(kMaxNextTokenBytes + 4, 'A')));
}

TEST_F(NextToken, RefusesTextThatIsNotAToken) {
  EXPECT_FALSE(tokens_.open(kScope, "v1"));
}

}  // namespace
}  // namespace berth::aws
