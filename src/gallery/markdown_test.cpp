#include "gallery/markdown.h"

#include <gtest/gtest.h>

#include <set>

namespace berth::gallery {
namespace {

// The most that catalog data may have (shape AboutText).
constexpr std::size_t kMaxTextBytes = 25'600;

std::string rendered(std::string_view text) {
  return render_markdown(text).take();
}

std::string repeated(std::string_view piece) {
  std::string text;
  while (text.size() + piece.size() <= kMaxTextBytes) text += piece;
  return text;
}

// The names of all elements in HTML that was written by Html.
std::set<std::string> elements(const std::string& html) {
  std::set<std::string> names;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const std::size_t start = html[at + 1] == '/' ? at + 2 : at + 1;
    names.insert(html.substr(start, html.find_first_of(" >", start) - start));
  }
  return names;
}

TEST(Markdown, WritesWhatPeopleUse) {
  EXPECT_EQ(rendered("# App\n\nIt *does* **that** `now`.\n\n- one\n- two\n"),
            "<h3>App</h3><p>It <em>does</em> <strong>that</strong> <code>now</code>.</p>"
            "<ul><li>one</li><li>two</li></ul>");
  EXPECT_EQ(rendered("```sh\ndocker run <app>\n```\n"),
            "<pre tabindex=\"0\"><code>docker run &lt;app&gt;\n</code></pre>");
  EXPECT_EQ(rendered("3. three\n\n   more\n"),
            "<ol start=\"3\"><li><p>three</p><p>more</p></li></ol>");
  EXPECT_EQ(rendered("> quoted\n\n---\n"), "<blockquote><p>quoted</p></blockquote><hr>");
}

TEST(Markdown, WritesTheExtensionsOfGithub) {
  EXPECT_EQ(rendered("| a | b |\n|---|---|\n| 1 | ~~2~~ |\n"),
            "<table><tr><th scope=\"col\">a</th><th scope=\"col\">b</th></tr>"
            "<tr><td>1</td><td><del>2</del></td></tr></table>");
  EXPECT_EQ(rendered("- [x] done\n- [ ] open\n"),
            "<ul><li class=\"task\">\xE2\x98\x91 done</li><li class=\"task\">\xE2\x98\x90 "
            "open</li></ul>");
  EXPECT_EQ(rendered("see https://example.org\n"),
            "<p>see <a href=\"https://example.org\" rel=\"nofollow noopener ugc\">"
            "https://example.org</a></p>");
}

TEST(Markdown, ShowsRawHtmlAsText) {
  EXPECT_EQ(rendered("<script>alert(1)</script>\n"),
            "<pre class=\"raw\">&lt;script&gt;alert(1)&lt;/script&gt;\n</pre>");
  EXPECT_EQ(rendered("a <img src=x onerror=alert(1)> b\n"),
            "<p>a &lt;img src=x onerror=alert(1)&gt; b</p>");
}

TEST(Markdown, LeadsOnlyToPlacesThatOpenNothingElse) {
  EXPECT_EQ(rendered("[a](https://example.org \"t\") [b](javascript:alert(1)) [c](/acme) [d](//x)"),
            "<p><a href=\"https://example.org\" rel=\"nofollow noopener ugc\">a</a> b c d</p>");
  EXPECT_EQ(rendered("[a](JaVaScRiPt:alert(1)) [b](data:text/html,x) [c](vbscript:x)"),
            "<p>a b c</p>");
}

TEST(Markdown, LoadsNoImages) {
  EXPECT_EQ(rendered("![logo](https://example.org/x.png)"),
            "<p><a href=\"https://example.org/x.png\" rel=\"nofollow noopener ugc\">"
            "<span class=\"kind\">Image</span> logo</a></p>");
  EXPECT_EQ(rendered("[![build](https://a.example/x.svg)](https://b.example)"),
            "<p><a href=\"https://b.example\" rel=\"nofollow noopener ugc\">build</a></p>");
  EXPECT_EQ(rendered("![x](data:image/png;base64,AAAA)"), "<p>x</p>");
}

TEST(Markdown, SurvivesTheWorstTexts) {
  const std::set<std::string> known{
      "a",  "blockquote", "br", "code", "del",  "em",     "h3",    "h4", "h5", "h6", "hr",
      "li", "ol",         "p",  "pre",  "span", "strong", "table", "td", "th", "tr", "ul"};
  for (const std::string_view piece :
       {"> ",     "- ",      "* ",       "1. ",     "[",        "![[]()",
        "a@",     "*a_ ",    "**a ",     "`",       "<",        "<a>",
        "</",     "|",       "|a\n|-\n", "[a](",    "[a]: b\n", "&#0;",
        "\\",     "\xFF",    "\xC3",     "http://", "~~a~",     "<!--",
        "- [x] ", "_a **b ", "[a][b]",   "\t",      "\n> - ",   "![a](http://b ",
        "www.",   "&amp;"}) {
    const std::string html = rendered(repeated(piece));
    for (const std::string& name : elements(html)) {
      EXPECT_TRUE(known.contains(name)) << name << " of " << piece;
    }
    EXPECT_LT(html.size(), 40 * kMaxTextBytes) << piece;
  }
}

TEST(Markdown, KeepsTheTextOfWhatIsNestedTooDeeply) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "> ";
  const std::string html = rendered(text + "deep");
  EXPECT_TRUE(html.contains("deep"));
  EXPECT_LT(html.size(), 2000U);
}

TEST(MarkdownPages, RemembersATextByItsContent) {
  MarkdownPages pages;
  const std::string first = pages.render("*a*").take();
  EXPECT_EQ(pages.render("*a*").take(), first);
  EXPECT_EQ(pages.render("*b*").take(), "<p><em>b</em></p>");
}

}  // namespace
}  // namespace berth::gallery
