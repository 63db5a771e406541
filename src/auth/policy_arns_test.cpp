#include "auth/policy_arns.h"

#include <gtest/gtest.h>

namespace berth::auth {
namespace {

TEST(ResourceArn, IsOfEcrPublicOrOfAnotherService) {
  for (const std::string_view text :
       {"arn:aws:ecr-public::123456789012:repository/team/app",
        "arn:aws:ecr-public::123456789012:repository/team/*", "arn:aws:ecr-public::*:repository/*",
        "arn:aws:ecr-public::123456789012:*", "arn:aws:ecr-public::123456789012:rep*/app",
        "arn:aws:ecr-public::1234567890??:registry/123456789012", "arn:*:ecr-public:*:*:registry/*",
        "arn:aws:s3:::bucket/*", "arn:aws:ecr:us-east-1:123456789012:repository/app",
        "arn:aws-cn:sqs:cn-north-1:123456789012:queue", "arn:aws:*:*:*:*",
        "arn:aws:iam::123456789012:user/a:b"}) {
    EXPECT_TRUE(is_resource_arn(text)) << text;
  }
}

TEST(ResourceArn, IsRefusedIfItCannotNameAnything) {
  for (const std::string_view text : {"",
                                      "*",
                                      "team",
                                      "arn:",
                                      "arn:*",
                                      "arn:aws:*",
                                      "arn:aws:ecr-public::123456789012",
                                      "arn:aws:ecr-public::123456789012:",
                                      "arn:aws:ecr-public::123456789012:repo/app",
                                      "arn:aws:ecr-public::123456789012:repository/",
                                      "arn:aws:ecr-public::123456789012:repository",
                                      "arn:aws:ecr-public::123456789012:repository/Team",
                                      "arn:aws:ecr-public:us-east-1:123456789012:repository/app",
                                      "arn:aws:ecr-public::12345:repository/app",
                                      "arn:aws:ecr-public::acme:repository/app",
                                      "arn:aws:ecr-public:::repository/app",
                                      "arn:aws:ecr-public::123456789012:registry/acme",
                                      "arn:aws-cn:ecr-public::123456789012:repository/app",
                                      "arn:awz:s3:::bucket",
                                      "arn:aws::::bucket",
                                      "arn:aws:S3:::bucket",
                                      "ARN:aws:s3:::bucket"}) {
    EXPECT_FALSE(is_resource_arn(text)) << text;
  }
}

TEST(PrincipalArn, IsOfAnAccountAUserARoleOrASession) {
  for (const std::string_view text :
       {"arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:user/ci",
        "arn:aws:iam::123456789012:user/path/ci", "arn:aws-cn:iam::123456789012:role/r",
        "arn:aws:sts::123456789012:assumed-role/r/session",
        "arn:aws:sts::123456789012:federated-user/f"}) {
    EXPECT_TRUE(is_principal_arn(text)) << text;
  }
  for (const std::string_view text :
       {"arn:aws:iam::123456789012:group/g", "arn:aws:iam::123456789012:usr/ci",
        "arn:aws:iam::123456789012:user/", "arn:aws:iam::123456789012:roots",
        "arn:aws:iam::1234:root", "arn:aws:iam:us-east-1:123456789012:root", "arn:aws:s3:::bucket",
        "arn:aws:iam::123456789012:user/*", "arn:aws:sts::123456789012:r"}) {
    EXPECT_FALSE(is_principal_arn(text)) << text;
  }
}

TEST(Arns, AreMatchedPartByPart) {
  constexpr std::string_view kUser = "arn:aws:iam::123456789012:user/ci";
  EXPECT_TRUE(matches_arn("arn:aws:iam::123456789012:user/ci", kUser));
  EXPECT_TRUE(matches_arn("arn:*:iam::*:user/*", kUser));
  EXPECT_TRUE(matches_arn("arn:aws:iam:*:12345678901?:user/c?", kUser));
  EXPECT_FALSE(matches_arn("arn:aws:iam::123456789012:user/cd", kUser));
  EXPECT_FALSE(matches_arn("arn:aws:*:user/ci", kUser));
  EXPECT_FALSE(matches_arn("*", kUser));
  EXPECT_FALSE(matches_arn("arn:aws:iam::*:user/*", "ci"));
}

}  // namespace
}  // namespace berth::auth
