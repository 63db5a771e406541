#include "http/query.h"

#include <gtest/gtest.h>

namespace berth::http {
namespace {

TEST(Query, FindsDecodedParametersByName) {
  const std::string_view query = "n=10&last=a%2Fb+c&empty=&flag&n=11";
  EXPECT_EQ(query_parameter(query, "n"), "10");
  EXPECT_EQ(query_parameter(query, "last"), "a/b+c");
  EXPECT_EQ(query_parameter(query, "empty"), "");
  EXPECT_EQ(query_parameter(query, "flag"), "");
  EXPECT_EQ(query_parameter(query, "missing"), std::nullopt);
  EXPECT_EQ(query_parameter("", "n"), std::nullopt);
  EXPECT_EQ(query_parameter("&&a=1&", "a"), "1");
}

TEST(Query, GivesAllParametersInTheOrderSent) {
  const std::vector<QueryParameter> expected{{"scope", "a:b"}, {"x", ""}, {"scope", "c d"}};
  EXPECT_EQ(query_parameters("scope=a%3Ab&&x&bad=%2&=nameless&scope=c%20d&"), expected);
  EXPECT_TRUE(query_parameters("").empty());
}

TEST(Query, TreatsAValueThatCannotBeDecodedAsAbsent) {
  EXPECT_EQ(query_parameter("n=%zz", "n"), std::nullopt);
}

}  // namespace
}  // namespace berth::http
