#include "http/accept.h"

#include <gtest/gtest.h>

namespace berth::http {
namespace {

RequestHead head_with(std::string_view name, std::string_view value) {
  RequestHead head;
  head.fields = {{.name = name, .value = value}};
  return head;
}

constexpr std::string_view kBrowser =
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

TEST(Accept, PrefersTheTypeThatTheClientNames) {
  const RequestHead browser = head_with("Accept", kBrowser);
  EXPECT_EQ(weight_of_type(browser, "text/html"), 1000U);
  EXPECT_EQ(weight_of_type(browser, "application/json"), 800U);
  const RequestHead tool = head_with("accept", "application/json; charset=utf-8; q=0.5, text/*");
  EXPECT_EQ(weight_of_type(tool, "application/json"), 500U);
  EXPECT_EQ(weight_of_type(tool, "text/html"), 1000U);
  EXPECT_EQ(weight_of_type(tool, "image/png"), 0U);
}

TEST(Accept, TakesAnythingWithoutAnAccept) {
  EXPECT_EQ(weight_of_type({}, "text/html"), 1000U);
  EXPECT_EQ(weight_of_named_type({}, "text/html"), 0U);
}

TEST(Accept, LetsTheMostSpecificRangeDecide) {
  const RequestHead head = head_with("Accept", "*/*, text/*;q=0.3, text/html;q=0");
  EXPECT_EQ(weight_of_type(head, "text/html"), 0U);
  EXPECT_EQ(weight_of_type(head, "text/plain"), 300U);
  EXPECT_EQ(weight_of_type(head, "image/png"), 1000U);
}

TEST(Accept, TellsATypeThatIsNamedFromOneThatIsMerelyTaken) {
  EXPECT_EQ(weight_of_named_type(head_with("Accept", "*/*"), "text/html"), 0U);
  EXPECT_EQ(weight_of_named_type(head_with("Accept", kBrowser), "TEXT/HTML"), 1000U);
}

TEST(Accept, SendsACodingOnlyToAClientThatNamesIt) {
  EXPECT_EQ(weight_of_coding({}, "gzip"), 0U);
  EXPECT_EQ(weight_of_coding(head_with("Accept-Encoding", "gzip, deflate, br"), "gzip"), 1000U);
  EXPECT_EQ(weight_of_coding(head_with("Accept-Encoding", "br"), "gzip"), 0U);
  EXPECT_EQ(weight_of_coding(head_with("Accept-Encoding", "gzip;q=0, *"), "gzip"), 0U);
  EXPECT_EQ(weight_of_coding(head_with("Accept-Encoding", "*;q=0.25"), "gzip"), 250U);
}

TEST(Accept, CountsAWeightThatIsNotOneAsNothing) {
  for (const char* field : {"text/html;q=", "text/html;q=x", "text/html;q=-1", "text/html;q=0.x"}) {
    EXPECT_EQ(weight_of_type(head_with("Accept", field), "text/html"), 0U) << field;
  }
  EXPECT_EQ(weight_of_type(head_with("Accept", ",,;;=,"), "text/html"), 0U);
}

}  // namespace
}  // namespace berth::http
