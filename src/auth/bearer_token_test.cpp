#include "auth/bearer_token.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/test_clocks.h"

namespace berth::auth {
namespace {

class BearerToken : public testing::Test {
 protected:
  KeyRing keys_{std::string(kMasterKeyBytes, 'k')};
  FixedClock clock_{from_milliseconds(1'767'323'045'000)};
  TokenService service_{keys_, clock_};
  TokenClaims claims_{.access_key_id = "AKIA1",
                      .expires_at = clock_.now() + kLoginLifetime,
                      .use = TokenUse::login};
};

TEST_F(BearerToken, SaysWhatItWasIssuedFor) {
  const auto claims = service_.verify(service_.issue(claims_));
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->access_key_id, "AKIA1");
  EXPECT_EQ(claims->expires_at, claims_.expires_at);
  EXPECT_EQ(claims->use, TokenUse::login);
}

TEST_F(BearerToken, CanStandForAnonymousCallers) {
  claims_.access_key_id.reset();
  claims_.use = TokenUse::bearer;
  const auto claims = service_.verify(service_.issue(claims_));
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->access_key_id, std::nullopt);
  EXPECT_EQ(claims->use, TokenUse::bearer);
}

TEST_F(BearerToken, LooksLikeTheRealServicesTokenAndHasNoColon) {
  const std::string token = service_.issue(claims_);
  EXPECT_TRUE(token.starts_with("eyJwYXlsb2Fk"));
  EXPECT_EQ(token.find(':'), std::string::npos);
  EXPECT_LT(token.size(), kMaxTokenBytes);
}

TEST_F(BearerToken, EndsWhenItsTimeIsUp) {
  const std::string token = service_.issue(claims_);
  clock_.advance(kLoginLifetime - std::chrono::milliseconds(1));
  EXPECT_TRUE(service_.verify(token));
  clock_.advance(std::chrono::milliseconds(1));
  EXPECT_FALSE(service_.verify(token));
}

TEST_F(BearerToken, SurvivesARestartButNotAnotherServerKey) {
  const std::string token = service_.issue(claims_);
  EXPECT_TRUE(TokenService(KeyRing(std::string(kMasterKeyBytes, 'k')), clock_).verify(token));
  EXPECT_FALSE(TokenService(KeyRing(std::string(kMasterKeyBytes, 'x')), clock_).verify(token));
}

TEST_F(BearerToken, RefusesEveryChangeOfOneByte) {
  const std::string token = service_.issue(claims_);
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(service_.verify(changed)) << i;
  }
}

TEST_F(BearerToken, RefusesEveryTruncation) {
  const std::string token = service_.issue(claims_);
  for (std::size_t length = 0; length < token.size(); ++length) {
    EXPECT_FALSE(service_.verify(token.substr(0, length))) << length;
  }
}

TEST_F(BearerToken, RefusesAnotherSpellingOfTheSameClaims) {
  std::string text = *from_base64(service_.issue(claims_));
  text.insert(1, " ");
  EXPECT_FALSE(service_.verify(to_base64(text)));
}

TEST_F(BearerToken, RefusesTextsThatAreNotTokens) {
  for (const char* text : {"", ":", "e30=", "W10=", "bnVsbA==", "eyJwYXlsb2FkIjoxfQ=="}) {
    EXPECT_FALSE(service_.verify(text)) << text;
  }
  EXPECT_FALSE(service_.verify(std::string(kMaxTokenBytes + 1, 'A')));
  EXPECT_FALSE(service_.verify(
      to_base64(R"({"payload":"e30=","signature":"","version":"1","expiration":-1})")));
}

}  // namespace
}  // namespace berth::auth
