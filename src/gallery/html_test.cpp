#include "gallery/html.h"

#include <gtest/gtest.h>

namespace berth::gallery {
namespace {

TEST(Html, EscapesEveryTextAndValue) {
  Html html;
  html.element("p", {{"class", R"(x" onclick="y")"}}, "<script>&'");
  EXPECT_EQ(html.take(),
            R"(<p class="x&quot; onclick=&quot;y&quot;">&lt;script&gt;&amp;&#39;</p>)");
}

TEST(Html, ShowsControlCharactersAsReplaced) {
  Html html;
  html.text(std::string_view("a\0b\x1b\n\t", 6));
  EXPECT_EQ(html.take(),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD\n\t");
}

TEST(Html, ClosesElementsInOrder) {
  Html html = Html::document();
  html.open("ul");
  html.element("li", [&] { html.element("a", {{"href", Url::of_path("/acme")}}, "acme"); });
  html.empty("hr");
  html.close();
  EXPECT_EQ(html.take(), "<!doctype html>\n<ul><li><a href=\"/acme\">acme</a></li><hr></ul>");
}

// That these do not compile is what the class is for.
template <typename Name, typename Value>
constexpr bool kTakes = std::is_constructible_v<Attribute, Name, Value>;
static_assert(kTakes<AttributeName, std::string>);
static_assert(kTakes<AddressName, Url>);
static_assert(!kTakes<AddressName, std::string>);
static_assert(!kTakes<AttributeName, Url>);
static_assert(!std::is_constructible_v<ElementName, std::string>);
static_assert(!std::is_constructible_v<AttributeName, std::string>);
static_assert(html_names::is_address("href") && html_names::is_address("src"));
static_assert(html_names::is_active("onclick") && html_names::is_active("style"));

TEST(Url, EscapesWhateverAPathMayNotHold) {
  EXPECT_EQ(Url::of_path("/acme/a b\"?#").text(), "/acme/a%20b%22%3F%23");
  EXPECT_EQ(Url::of_path("/acme/app:v1").with("platform", "linux/arm64").text(),
            "/acme/app:v1?platform=linux/arm64");
  EXPECT_EQ(Url::of_path("/").with("q", "a&b").with("after", "c d").text(),
            "/?q=a%26b&after=c%20d");
}

TEST(Url, TakesOnlyAddressesThatOpenNothingElse) {
  EXPECT_EQ(Url::external("https://example.org/a?b#c")->text(), "https://example.org/a?b#c");
  EXPECT_EQ(Url::external("HTTP://example.org")->text(), "HTTP://example.org");
  EXPECT_EQ(Url::external("mailto:ann@example.org")->text(), "mailto:ann@example.org");
  EXPECT_EQ(Url::external("https://example.org/\xC3\xA4")->text(), "https://example.org/%C3%A4");
  for (const char* text :
       {"", "javascript:alert(1)", " https://example.org", "java\nscript:x", "data:text/html,x",
        "//example.org", "/acme", "https://", "https://a\tb", "https://a\\b", "vbscript:x"}) {
    EXPECT_FALSE(Url::external(text)) << text;
  }
  EXPECT_FALSE(Url::external("https://" + std::string(Url::kMaxExternalBytes, 'a')));
}

}  // namespace
}  // namespace berth::gallery
