#include "http/message.h"

#include <gtest/gtest.h>

namespace berth::http {
namespace {

TEST(RequestHead, FindsFieldsWithoutRegardToCase) {
  RequestHead head;
  head.fields = {{"Host", "a"}, {"X-Thing", "1"}, {"x-thing", "2"}};
  EXPECT_EQ(head.field("host"), "a");
  EXPECT_EQ(head.field("X-THING"), "1");
  EXPECT_EQ(head.field("none"), "");
  EXPECT_EQ(head.field_count("x-Thing"), 2U);
}

TEST(RequestHead, TellsWhetherItsClientSpokeTlsToAProxy) {
  RequestHead head;
  head.fields = {{"X-Forwarded-Proto", "https , http"}};
  EXPECT_EQ(client_scheme(head), Scheme::https);
  EXPECT_EQ(proven_scheme(head), Scheme::http);  // anyone can say so
  head.peer = Peer::trusted_proxy;
  EXPECT_EQ(proven_scheme(head), Scheme::http);  // the client said https, its proxy saw http
  head.fields = {{"X-Forwarded-Proto", "https"}};
  EXPECT_EQ(proven_scheme(head), Scheme::https);
  head.fields.clear();
  EXPECT_EQ(proven_scheme(head), Scheme::http);
  head.peer = Peer::client;
  head.scheme = Scheme::https;
  EXPECT_EQ(proven_scheme(head), Scheme::https);
}

TEST(FieldBlock, IsReadyForTheWire) {
  FieldBlock fields;
  fields.add("A", "b").add("Content-Length", std::uint64_t{7});
  EXPECT_EQ(fields.text(), "A: b\r\nContent-Length: 7\r\n");
}

TEST(FieldBlock, FindsAFieldByItsWholeName) {
  FieldBlock fields;
  fields.add("X-ETag", "x").add("ETag", "\"a: b\"").add("Link", "");
  EXPECT_EQ(fields.find("ETag"), "\"a: b\"");
  EXPECT_EQ(fields.find("Tag"), "");
  EXPECT_EQ(fields.find("Link"), "");
}

TEST(FieldBlock, DropsAValueThatWouldSplitTheResponse) {
  FieldBlock fields;
  fields.add("Location", "/a\r\nSet-Cookie: x");
  EXPECT_EQ(fields.text(), "");
}

}  // namespace
}  // namespace berth::http
