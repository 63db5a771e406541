#include "sts/xml.h"

#include <gtest/gtest.h>

namespace berth::sts {
namespace {

TEST(Xml, EscapesMarkup) {
  std::string out;
  append_element(out, "A", "b=\"c\"");
  append_element(out, "B", "</B>&amp;\xff\n]]>");
  EXPECT_EQ(out, "<A>b=\"c\"</A><B>&lt;/B&gt;&amp;amp;?\?]]&gt;</B>");
}

}  // namespace
}  // namespace berth::sts
