#include "auth/credentials.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace berth::auth {
namespace {

TEST(Credentials, AreAUserAndAPassword) {
  for (const std::string scheme : {"Basic ", "basic ", "BASIC   "}) {
    const auto read = read_credentials(scheme + to_base64("AKIA:se:cret"));
    ASSERT_TRUE(read) << scheme;
    EXPECT_EQ(read->kind, Credentials::Kind::password);
    EXPECT_EQ(read->user, "AKIA");
    EXPECT_EQ(read->secret, "se:cret");
  }
}

TEST(Credentials, AreAPasswordOrATokenAsABearer) {
  const auto login = read_credentials("Bearer " + to_base64("AWS:password"));
  ASSERT_TRUE(login);
  EXPECT_EQ(login->kind, Credentials::Kind::password);
  EXPECT_EQ(login->secret, "password");
  for (const std::string& token : {std::string("x"), to_base64("admin:password")}) {
    const auto read = read_credentials("bearer " + token);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->kind, Credentials::Kind::token);
    EXPECT_EQ(read->secret, token);
  }
}

TEST(Credentials, AreRefusedWithTheReason) {
  const auto reason = [](const std::string& authorization) {
    const auto read = read_credentials(authorization);
    return read ? LoginFault::no_credentials : read.error();
  };
  EXPECT_EQ(reason("Negotiate abc"), LoginFault::unknown_scheme);
  EXPECT_EQ(reason(""), LoginFault::unknown_scheme);
  for (const std::string& value : {std::string(), std::string("!"), to_base64("nobody")}) {
    EXPECT_EQ(reason("Basic " + value), LoginFault::basic_malformed);
  }
  EXPECT_EQ(reason("Bearer " + std::string(kMaxLoginAuthorizationBytes, 'a')),
            LoginFault::header_too_long);
}

}  // namespace
}  // namespace berth::auth
