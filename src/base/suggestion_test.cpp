#include "base/suggestion.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

constexpr std::string_view kKnown[] = {"serve", "gc", "fsck", "account", "alias", "--listen"};

TEST(Suggestion, FindsTheWordThatWasMistyped) {
  EXPECT_EQ(closest_word("serv", kKnown), "serve");
  EXPECT_EQ(closest_word("servee", kKnown), "serve");
  EXPECT_EQ(closest_word("sarve", kKnown), "serve");
  EXPECT_EQ(closest_word("sevre", kKnown), "serve");
  EXPECT_EQ(closest_word("acount", kKnown), "account");
  EXPECT_EQ(closest_word("--lisen", kKnown), "--listen");
}

TEST(Suggestion, FindsNothingForAnUnrelatedWord) {
  EXPECT_EQ(closest_word("nonsense", kKnown), "");
  EXPECT_EQ(closest_word("g", kKnown), "");
  EXPECT_EQ(closest_word("", kKnown), "");
  EXPECT_EQ(closest_word("serve", {}), "");
}

TEST(Suggestion, PrefersTheWordWithFewerErrors) {
  constexpr std::string_view kAlike[] = {"quota-images", "quota-image-tags"};
  EXPECT_EQ(closest_word("quota-image", kAlike), "quota-images");
  EXPECT_EQ(closest_word("quota-image-tag", kAlike), "quota-image-tags");
}

TEST(Suggestion, EndsAMessage) {
  EXPECT_EQ(did_you_mean("serv", kKnown), "; did you mean 'serve'?");
  EXPECT_EQ(did_you_mean("nonsense", kKnown), "");
}

}  // namespace
}  // namespace berth
