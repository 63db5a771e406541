#include "plane/origin.h"

#include <gtest/gtest.h>

namespace berth::plane {
namespace {

http::RequestHead head_with_host(std::string_view host) {
  http::RequestHead head;
  head.fields = {{"Host", host}};
  return head;
}

TEST(Origin, IsTheHostThatTheClientAskedFor) {
  const http::RequestHead head = head_with_host("localhost:5000");
  EXPECT_EQ(make_url(origin_of(head, ""), "/v2/"), "http://localhost:5000/v2/");
}

TEST(Origin, IsThePublicHostIfOneIsSet) {
  http::RequestHead head = head_with_host("10.0.0.7:5000");
  head.scheme = http::Scheme::https;
  EXPECT_EQ(make_url(origin_of(head, "hub.example.org"), "/x"), "https://hub.example.org/x");
}

TEST(Origin, BelievesAProxyThatClientsSpeakHttps) {
  http::RequestHead head = head_with_host("hub.example.org");
  for (const char* proxies : {"https", "HTTPS", "https,http", "https , http"}) {
    head.fields.resize(1);
    head.fields.push_back({"x-forwarded-proto", proxies});
    EXPECT_EQ(make_url(origin_of(head, ""), "/"), "https://hub.example.org/") << proxies;
  }
  head.fields.back().value = "http,https";
  EXPECT_EQ(make_url(origin_of(head, ""), "/"), "http://hub.example.org/");
}

TEST(Origin, MakesRelativeUrlsWithoutAValidHost) {
  for (const std::string& host :
       {std::string(), std::string("a\"b"), std::string("a b"), std::string("a/b"),
        std::string("\xff"), std::string(1000, 'a')}) {
    const http::RequestHead head = head_with_host(host);
    EXPECT_EQ(make_url(origin_of(head, ""), "/v2/"), "/v2/") << host;
  }
}

}  // namespace
}  // namespace berth::plane
