#include "app/ops_pages.h"

#include <gtest/gtest.h>

namespace berth::app {
namespace {

http::RequestHead request(http::Method method, std::string_view path) {
  http::RequestHead head;
  head.method = method;
  head.path = path;
  return head;
}

OpsPages example() {
  return OpsPages({{.path = "/one", .effort = http::Effort::may_wait, .answer = [] {
                      http::Response response;
                      response.body = "one";
                      return response;
                    }}});
}

TEST(OpsPages, AnswersGetAndHeadForItsPages) {
  OpsPages pages = example();
  for (const auto method : {http::Method::get, http::Method::head}) {
    const auto head = request(method, "/one");
    EXPECT_EQ(pages.begin(head)->answer({}).status, 200U);
    EXPECT_EQ(pages.begin(head)->effort(), http::Effort::may_wait);
  }
}

TEST(OpsPages, RefusesOtherMethodsAndKnowsNoOtherPages) {
  OpsPages pages = example();
  const http::Response refusal = pages.begin(request(http::Method::post, "/one"))->answer({});
  EXPECT_EQ(refusal.status, 405U);
  EXPECT_EQ(refusal.fields.find("Allow"), "GET, HEAD, OPTIONS");
  for (const std::string_view path : {"/", "/one/", "/v2/", "/healthz", "/livez"}) {
    EXPECT_EQ(pages.begin(request(http::Method::get, path))->answer({}).status, 404U) << path;
  }
}

}  // namespace
}  // namespace berth::app
