#include "http/form.h"

#include <gtest/gtest.h>

#include <string>

namespace berth::http {
namespace {

TEST(Form, DecodesSpacesPlusSignsAndPercent) {
  const Form form("a=x+y&b=1%2B2%2f3&c%20d=e");
  EXPECT_EQ(form.find("a"), "x y");
  EXPECT_EQ(form.find("b"), "1+2/3");
  EXPECT_EQ(form.find("c d"), "e");
  EXPECT_EQ(form.find("e"), std::nullopt);
}

TEST(Form, IgnoresParametersThatAreEmptyOrRepeated) {
  const Form form("empty=&flag&twice=1&other=2&twice=1&&=x&bad=%zz");
  for (const char* name : {"empty", "flag", "twice", "", "bad"}) {
    EXPECT_EQ(form.find(name), std::nullopt) << name;
  }
  EXPECT_EQ(form.find("other"), "2");
  EXPECT_EQ(Form("").find("a"), std::nullopt);
}

TEST(Form, IsRecognizedByItsContentType) {
  const auto is_form_of = [](std::string_view type) {
    RequestHead head;
    head.fields = {{"content-type", type}};
    return is_form(head);
  };
  EXPECT_TRUE(is_form_of("application/x-www-form-urlencoded"));
  EXPECT_TRUE(is_form_of("Application/X-WWW-Form-URLEncoded; charset=utf-8"));
  EXPECT_TRUE(is_form_of("application/x-www-form-urlencoded ;charset=utf-8"));
  EXPECT_FALSE(is_form_of("application/x-amz-json-1.1"));
  EXPECT_FALSE(is_form_of("application/x-www-form-urlencodedx"));
  EXPECT_FALSE(is_form(RequestHead()));
}

}  // namespace
}  // namespace berth::http
