#include "http/page.h"

#include <gtest/gtest.h>

#include "http/refusal.h"

namespace berth::http {
namespace {

constexpr std::string_view kText = "all is well\n";

RequestHead head_of(Method method) {
  RequestHead head;
  head.method = method;
  return head;
}

TEST(Page, IsShownToGetAndHead) {
  for (const Method method : {Method::get, Method::head}) {
    const RequestHead head = head_of(method);
    TextPage page(head, kText);
    EXPECT_TRUE(std::holds_alternative<WholeBody>(page.plan()));
    EXPECT_EQ(page.effort(), Effort::brief);
    EXPECT_EQ(text_of(page.answer({})), kText);
  }
}

TEST(Page, AnswersOtherMethodsWithThoseItHas) {
  const auto answer = [](Method method) {
    const RequestHead head = head_of(method);
    const Response response = TextPage(head, kText, "GET, HEAD, POST").answer({});
    return std::to_string(response.status) + ' ' + std::string(response.fields.find("Allow"));
  };
  EXPECT_EQ(answer(Method::options), "204 GET, HEAD, POST");
  EXPECT_EQ(answer(Method::del), "405 GET, HEAD, POST");
}

TEST(Page, IgnoresASmallBodyAndDoesNotReadALargeOne) {
  RequestHead head = head_of(Method::get);
  head.content_length = kMaxIgnoredBodyBytes;
  EXPECT_TRUE(std::holds_alternative<WholeBody>(TextPage(head, kText).plan()));
  EXPECT_EQ(text_of(TextPage(head, kText).answer("whatever")), kText);
  head.content_length = kMaxIgnoredBodyBytes + 1;
  TextPage page(head, kText);
  EXPECT_TRUE(std::holds_alternative<StreamedBody>(page.plan()));
  EXPECT_EQ(text_of(std::get<Response>(page.open())), kText);
}

TEST(Page, ThatDoesNotExistHasNoMethods) {
  for (const Method method : {Method::get, Method::post, Method::options}) {
    const RequestHead head = head_of(method);
    EXPECT_EQ(NoPage(head).answer({}).status, 404U);
  }
}

TEST(Page, ReportsProblemsInPlainText) {
  const RequestHead head = head_of(Method::get);
  TextPage page(head, kText);
  EXPECT_EQ(page.too_large(1).status, 413U);
  EXPECT_EQ(page.failed().status, 500U);
  EXPECT_EQ(text_of(page.refused({.status = 431, .reason = "Too long"})), "Too long\n");
}

}  // namespace
}  // namespace berth::http
