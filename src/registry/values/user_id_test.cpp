#include "registry/values/user_id.h"

#include <gtest/gtest.h>

#include "base/test_entropy.h"

namespace berth {
namespace {

TEST(UserId, HasTheFormOfIamsUniqueIds) {
  const auto id = UserId::parse("AIDAJQABLZS4A3QDU576Q");
  ASSERT_TRUE(id);
  EXPECT_EQ(id->text(), "AIDAJQABLZS4A3QDU576Q");
  for (const std::string_view text :
       {"", "AIDA", "AIDAJQABLZS4A3QDU576", "AIDAJQABLZS4A3QDU576QQ", "AROAJQABLZS4A3QDU576Q",
        "AIDAJQABLZS4A3QDU5768", "AIDAjqablzs4a3qdu576q"}) {
    EXPECT_FALSE(UserId::parse(text)) << text;
  }
}

TEST(UserId, IsMadeOfEntropyAlone) {
  SystemEntropy entropy;
  const UserId made = make_user_id(entropy);
  EXPECT_EQ(UserId::parse(made.text()), made);
  EXPECT_NE(make_user_id(entropy), made);
  CountingEntropy first;
  CountingEntropy second;
  EXPECT_EQ(make_user_id(first), make_user_id(second));
}

TEST(UserId, IsNobodysByDefault) {
  EXPECT_EQ(UserId(), UserId());
  EXPECT_TRUE(UserId().is_nobodys());
  EXPECT_EQ(UserId().text(), "");
  EXPECT_FALSE(UserId::parse("AIDAJQABLZS4A3QDU576Q")->is_nobodys());
}

}  // namespace
}  // namespace berth
