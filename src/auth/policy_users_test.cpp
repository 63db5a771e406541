#include "auth/policy_users.h"

#include <gtest/gtest.h>

namespace berth::auth {
namespace {

const UserId kAnn = *UserId::parse("AIDAAAAAAAAAAAAAAAAAA");
const UserId kBob = *UserId::parse("AIDABBBBBBBBBBBBBBBBB");

TEST(PolicyUsers, ReadsWhatItWrites) {
  PolicyUsers users;
  EXPECT_EQ(users.json(), "");
  users.add("arn:aws:iam::123456789012:user/ann", kAnn);
  users.add("arn:aws:iam::123456789012:user/b=+,.@-_", kBob);
  EXPECT_EQ(PolicyUsers::read(users.json()).ids(), users.ids());
  EXPECT_EQ(users.find("arn:aws:iam::123456789012:user/ann"), kAnn);
  EXPECT_TRUE(users.find("arn:aws:iam::210987654321:user/ann").is_nobodys());
}

TEST(PolicyUsers, MeansNobodyIfItCannotBeRead) {
  for (const std::string_view json : {"", "no JSON", "[]", R"({"a":1})", R"({"a":"AIDA"})"}) {
    EXPECT_TRUE(PolicyUsers::read(json).ids().empty()) << json;
  }
}

}  // namespace
}  // namespace berth::auth
