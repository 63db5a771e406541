#include "base/ip_address.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

std::string read(std::string_view text) {
  const auto address = IpAddress::parse(text);
  return address ? address->text() : "none";
}

TEST(IpAddress, ReadsBothVersions) {
  EXPECT_EQ(read("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(read("2001:DB8:0:0::1"), "2001:db8::1");
  EXPECT_EQ(read("::"), "::");
  EXPECT_EQ(IpAddress(), IpAddress::parse("::"));
}

TEST(IpAddress, EqualsItsFormMappedIntoIpv6) {
  EXPECT_EQ(IpAddress::parse("::ffff:192.0.2.1"), IpAddress::parse("192.0.2.1"));
  EXPECT_EQ(read("::ffff:c000:201"), "192.0.2.1");
  EXPECT_NE(IpAddress::parse("::192.0.2.1"), IpAddress::parse("192.0.2.1"));
}

TEST(IpAddress, RefusesAnythingElse) {
  for (const std::string_view text :
       {"", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4:80", " 1.2.3.4",
        "1.2.3.4 ", "[::1]", "::1%lo", "::g", "localhost", "1:2:3:4:5:6:7:8:9", "unknown",
        "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000"}) {
    EXPECT_EQ(read(text), "none") << text;
  }
  EXPECT_EQ(read(std::string_view("1.2.3.4\0x", 9)), "none");
}

TEST(IpAddress, RecognizesLoopbackAddresses) {
  for (const std::string_view text : {"127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(IpAddress::parse(text)->is_loopback()) << text;
  }
  for (const std::string_view text : {"128.0.0.1", "::", "::2", "10.0.0.1"}) {
    EXPECT_FALSE(IpAddress::parse(text)->is_loopback()) << text;
  }
}

TEST(IpAddress, BelongsToANetwork) {
  EXPECT_EQ(IpAddress::parse("2001:db8:1:2:3:4:5:6")->network(64).text(), "2001:db8:1:2::");
  EXPECT_EQ(IpAddress::parse("2001:db8:1:ffff::")->network(51).text(), "2001:db8:1:e000::");
  EXPECT_EQ(IpAddress::parse("192.0.2.1")->network(128).text(), "192.0.2.1");
  EXPECT_EQ(IpAddress::parse("192.0.2.1")->network(0), IpAddress());
}

bool contains(std::string_view range, std::string_view address) {
  return AddressRange::parse(range)->contains(*IpAddress::parse(address));
}

TEST(AddressRange, ContainsTheAddressesWithItsPrefix) {
  EXPECT_TRUE(contains("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(contains("10.0.0.0/8", "11.0.0.1"));
  EXPECT_TRUE(contains("192.0.2.128/25", "192.0.2.200"));
  EXPECT_FALSE(contains("192.0.2.128/25", "192.0.2.127"));
  EXPECT_TRUE(contains("2001:db8::/32", "2001:db8:ffff::1"));
  EXPECT_FALSE(contains("2001:db8::/32", "2001:db9::1"));
  EXPECT_TRUE(contains("10.1.2.3/8", "10.9.9.9"));
  EXPECT_TRUE(contains("::ffff:10.0.0.0/104", "10.9.9.9"));
}

TEST(AddressRange, MayBeOneAddressOrAll) {
  EXPECT_TRUE(contains("192.0.2.1", "192.0.2.1"));
  EXPECT_TRUE(contains("192.0.2.1/32", "192.0.2.1"));
  EXPECT_FALSE(contains("192.0.2.1", "192.0.2.2"));
  EXPECT_TRUE(contains("0.0.0.0/0", "203.0.113.9"));
  EXPECT_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(contains("::/0", "2001:db8::1"));
  EXPECT_FALSE(contains("::/0", "203.0.113.9"));
}

TEST(AddressRange, RefusesAnythingElse) {
  for (const std::string_view text :
       {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/8/8",
        "10.0.0.0/8 ", "10/8", "10.0.0.0/99999999999", "10.0.0.0/255.0.0.0"}) {
    EXPECT_FALSE(AddressRange::parse(text)) << text;
  }
}

}  // namespace
}  // namespace berth
