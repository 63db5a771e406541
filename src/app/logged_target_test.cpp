#include "app/logged_target.h"

#include <gtest/gtest.h>

namespace berth::app {
namespace {

TEST(LoggedTarget, ShowsThePathAndTheParametersOfThePlanes) {
  EXPECT_EQ(logged_target("/"), "/");
  EXPECT_EQ(logged_target("/v2/acme/app/tags/list?n=2&last=v1"),
            "/v2/acme/app/tags/list?n=2&last=v1");
}

TEST(LoggedTarget, IsLimitedInLength) {
  EXPECT_EQ(logged_target("/" + std::string(30'000, 'a')).size(), kMaxLoggedTargetBytes);
}

TEST(LoggedTarget, IsPrintable) {
  EXPECT_EQ(logged_target("/v2/\xe9\x01/x"), "/v2/__/x");
}

TEST(LoggedTarget, HidesOtherParameters) {
  EXPECT_EQ(logged_target("/?X-Amz-Signature=abc&n=1&X-Amz-Security-Token=s3cr3t"),
            "/?***&n=1&***");
  EXPECT_EQ(logged_target("/token/?s3cr3t="), "/token/?***");
  EXPECT_EQ(logged_target("/token/?%6e=s3cr3t&&"), "/token/?***&***");
  EXPECT_EQ(logged_target("/token/?"), "/token/");
}

}  // namespace
}  // namespace berth::app
