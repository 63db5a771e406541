#include "http/conditional.h"

#include <gtest/gtest.h>

namespace berth::http {
namespace {

constexpr std::string_view kTag = R"("sha256:ab")";

RequestHead with(std::vector<Field> fields) {
  RequestHead head;
  head.fields = std::move(fields);
  return head;
}

TEST(Conditional, WithoutAFieldEverythingPasses) {
  const RequestHead head = with({{"Accept", "*"}});
  EXPECT_FALSE(is_conditional(head));
  for (const std::string_view tag : {kTag, std::string_view()}) {
    EXPECT_TRUE(passes_if_match(head, tag));
    EXPECT_TRUE(passes_if_none_match(head, tag));
  }
}

TEST(Conditional, IfMatchAsksForOneOfTheTags) {
  EXPECT_TRUE(is_conditional(with({{"if-match", "*"}})));
  EXPECT_TRUE(passes_if_match(with({{"if-match", "*"}}), kTag));
  EXPECT_FALSE(passes_if_match(with({{"If-Match", "*"}}), ""));
  EXPECT_TRUE(passes_if_match(with({{"If-Match", R"("x", "sha256:ab")"}}), kTag));
  EXPECT_TRUE(
      passes_if_match(with({{"If-Match", R"("x")"}, {"If-Match", R"("sha256:ab")"}}), kTag));
  EXPECT_FALSE(passes_if_match(with({{"If-Match", R"("sha256:a", "ha256:ab")"}}), kTag));
  EXPECT_FALSE(passes_if_match(with({{"If-Match", ""}}), kTag));
}

TEST(Conditional, IfMatchComparesStrongly) {
  EXPECT_FALSE(passes_if_match(with({{"If-Match", R"(W/"sha256:ab")"}}), kTag));
  EXPECT_TRUE(passes_if_match(with({{"If-Match", R"(W/"sha256:ab","sha256:ab")"}}), kTag));
}

TEST(Conditional, IfNoneMatchAsksForNoneOfTheTags) {
  EXPECT_TRUE(is_conditional(with({{"If-None-Match", "*"}})));
  EXPECT_FALSE(passes_if_none_match(with({{"If-None-Match", "*"}}), kTag));
  EXPECT_TRUE(passes_if_none_match(with({{"If-None-Match", "*"}}), ""));
  EXPECT_FALSE(passes_if_none_match(with({{"If-None-Match", R"(W/"sha256:ab")"}}), kTag));
  EXPECT_TRUE(passes_if_none_match(with({{"If-None-Match", R"("x")"}}), kTag));
  EXPECT_FALSE(
      passes_if_none_match(with({{"If-None-Match", R"("x")"}, {"If-None-Match", "*"}}), kTag));
}

}  // namespace
}  // namespace berth::http
