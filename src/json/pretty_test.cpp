#include "json/pretty.h"

#include <gtest/gtest.h>

#include "json/reader.h"

namespace berth::json {
namespace {

TEST(PrettyPrint, LaysOutAPolicyAsTheRealServiceDoes) {
  const auto document = parse(
      R"({"Version":"2008-10-17","Statement":[{"Sid":"AllowPush","Effect":"Allow",)"
      R"("Principal":{"AWS":["arn:aws:iam::123456789012:user/a","123456789012"]},)"
      R"("Action":["ecr-public:PutImage"]},{"Effect":"Deny","Principal":"*","Action":"*"}]})");
  EXPECT_EQ(pretty_print(document.value().root()), R"({
  "Version" : "2008-10-17",
  "Statement" : [ {
    "Sid" : "AllowPush",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : [ "arn:aws:iam::123456789012:user/a", "123456789012" ]
    },
    "Action" : [ "ecr-public:PutImage" ]
  }, {
    "Effect" : "Deny",
    "Principal" : "*",
    "Action" : "*"
  } ]
})");
}

TEST(PrettyPrint, WritesEmptyValuesAndEscapes) {
  const auto document =
      parse(R"({"a":{},"b":[],"c":"\"\n\u0001","d":true,"e":-1.50e999,"f":null})");
  EXPECT_EQ(pretty_print(document.value().root()),
            "{\n  \"a\" : { },\n  \"b\" : [ ],\n  \"c\" : \"\\\"\\n\\u0001\",\n  \"d\" : true,\n"
            "  \"e\" : -1.50e999,\n  \"f\" : null\n}");
}

}  // namespace
}  // namespace berth::json
