#include "registry/values/arn.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

TEST(Arn, NamesARepositoryAndReadsTheNameBack) {
  const RegistryId account = *RegistryId::parse("123456789012");
  const std::string arn = repository_arn(account, "project-a/nginx");
  EXPECT_EQ(arn, "arn:aws:ecr-public::123456789012:repository/project-a/nginx");
  const auto parsed = parse_repository_arn(arn);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->registry, account);
  EXPECT_EQ(parsed->repository.text(), "project-a/nginx");
  EXPECT_EQ(registry_arn(account), "arn:aws:ecr-public::123456789012:registry/123456789012");
  EXPECT_EQ(user_arn(account, "ci"), "arn:aws:iam::123456789012:user/ci");
}

TEST(Arn, RefusesAnythingButRepositories) {
  for (const std::string_view text : {"", "arn", "arn:aws:ecr-public::12345678901:repository/a1",
                                      "arn:aws:ecr-public::123456789012:registry/123456789012",
                                      "arn:aws:ecr-public::123456789012:repository/",
                                      "arn:aws:ecr-public::123456789012:repository/A1",
                                      "arn:aws:ecr-public::123456789012:repository/a/../b",
                                      "arn:aws:ecr::123456789012:repository/a1",
                                      "arn:aws:ecr-public:us-east-1:123456789012:repository/a1"}) {
    const auto parsed = parse_repository_arn(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error(),
              (Error{.code = ErrorCode::arn_invalid, .subject = std::string(text)}));
  }
}

}  // namespace
}  // namespace berth
