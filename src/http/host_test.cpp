#include "http/host.h"

#include <gtest/gtest.h>

#include <string>

namespace berth::http {
namespace {

TEST(Host, IsANameOrAnAddressAndMayHaveAPort) {
  for (const char* text : {"localhost", "reg.example.com", "reg.example.com:5000", "127.0.0.1:80",
                           "[::1]", "[::ffff:127.0.0.1]:65535", "my_service:0", "REG-1"}) {
    EXPECT_TRUE(is_host(text)) << text;
  }
}

TEST(Host, IsNotAUriOrALargerPartOfOne) {
  for (const char* text : {"http://reg.example.com", "http://reg.example.com/",
                           "http:", "reg.example.com/", "user@reg.example.com", "reg?", "reg#"}) {
    EXPECT_FALSE(is_host(text)) << text;
  }
}

TEST(Host, ContainsNothingThatCouldEndAQuotedString) {
  for (const char* text : {"", " ", "a b", "a\"b", "a\\b", "a,b", "a\nb", "\xff"}) {
    EXPECT_FALSE(is_host(text)) << text;
  }
}

TEST(Host, HasAPortOf16Bits) {
  for (const char* text : {"reg:", "reg:http", "reg:65536", "reg:-1", "reg:80:80", ":5000"}) {
    EXPECT_FALSE(is_host(text)) << text;
  }
}

TEST(Host, HasAnIpv6AddressInBrackets) {
  for (const char* text : {"::1", "[::1", "::1]", "[]", "[]:80", "[reg]", "[::1]80", "[::1]:"}) {
    EXPECT_FALSE(is_host(text)) << text;
  }
}

TEST(Host, HasARootOfAnyNumberOfSlashes) {
  EXPECT_TRUE(is_root("/") && is_root("//") && is_root("///"));
  EXPECT_FALSE(is_root("") || is_root("/a") || is_root("//a/") || is_root("*"));
}

TEST(Host, IsNoLongerThanANameCanBe) {
  EXPECT_TRUE(is_host(std::string(253, 'a') + ":65535"));
  EXPECT_FALSE(is_host(std::string(1000, 'a')));
}

TEST(Host, HasANameAndMayHaveAPort) {
  EXPECT_EQ(name_of("localhost:5000"), "localhost");
  EXPECT_EQ(port_of("localhost:5000"), "5000");
  EXPECT_EQ(name_of("[::1]:5000"), "[::1]");
  EXPECT_EQ(port_of("[::1]:5000"), "5000");
  for (const char* host : {"localhost", "[::1]", "", "[::1"}) {
    EXPECT_EQ(name_of(host), host);
    EXPECT_EQ(port_of(host), "") << host;
  }
}

}  // namespace
}  // namespace berth::http
