#include "net/address_limits.h"

#include <gtest/gtest.h>

#include <vector>

namespace berth::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr AddressLimits::Time kNow{std::chrono::hours(1000)};

IpAddress address(std::string_view text) {
  return IpAddress::parse(text).value();
}

AddressLimits::Limits two_connections() {
  return {.connections = 2, .handshake_interval = milliseconds(100), .handshake_burst = 3};
}

TEST(AddressLimits, EachAddressHasItsOwnConnections) {
  AddressLimits limits(two_connections());
  EXPECT_TRUE(limits.add_connection(address("192.0.2.1")));
  EXPECT_TRUE(limits.add_connection(address("192.0.2.1")));
  EXPECT_FALSE(limits.add_connection(address("192.0.2.1")));
  EXPECT_FALSE(limits.add_connection(address("::ffff:192.0.2.1")));
  EXPECT_TRUE(limits.add_connection(address("192.0.2.2")));
  limits.remove_connection(address("192.0.2.1"), kNow);
  EXPECT_TRUE(limits.add_connection(address("192.0.2.1")));
}

TEST(AddressLimits, AnIpv6NetworkCountsAsOneAddress) {
  AddressLimits limits(two_connections());
  EXPECT_TRUE(limits.add_connection(address("2001:db8:0:1::1")));
  EXPECT_TRUE(limits.add_connection(address("2001:db8:0:1:ffff::1")));
  EXPECT_FALSE(limits.add_connection(address("2001:db8:0:1::3")));
  EXPECT_TRUE(limits.add_connection(address("2001:db8:0:2::1")));
}

TEST(AddressLimits, LoopbackIsLimitedOnlyOnRequest) {
  for (const std::string_view own : {"127.0.0.1", "::1"}) {
    AddressLimits unlimited(two_connections());
    AddressLimits::Limits asked = two_connections();
    asked.loopback = AddressLimits::Loopback::limited;
    AddressLimits limited(asked);
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(limited.add_connection(address(own)));
    EXPECT_FALSE(limited.add_connection(address(own)));
    for (int i = 0; i < 100; ++i) {
      EXPECT_TRUE(unlimited.add_connection(address(own)));
      EXPECT_TRUE(unlimited.take_handshake(address(own), kNow));
    }
  }
}

TEST(AddressLimits, HandshakesComeInABurstAndThenAtTheirRate) {
  AddressLimits limits(two_connections());
  const IpAddress client = address("192.0.2.1");
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limits.take_handshake(client, kNow));
  EXPECT_FALSE(limits.take_handshake(client, kNow));
  EXPECT_TRUE(limits.take_handshake(address("192.0.2.2"), kNow));
  EXPECT_FALSE(limits.take_handshake(client, kNow + milliseconds(99)));
  EXPECT_TRUE(limits.take_handshake(client, kNow + milliseconds(100)));
  EXPECT_FALSE(limits.take_handshake(client, kNow + milliseconds(100)));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limits.take_handshake(client, kNow + seconds(10)));
  EXPECT_FALSE(limits.take_handshake(client, kNow + seconds(10)));
}

TEST(AddressLimits, AddressesThatAreGoneAreForgotten) {
  AddressLimits limits(two_connections());
  const auto nth = [](unsigned i) {
    return address("10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256));
  };
  for (unsigned i = 0; i < 10'000; ++i) {
    const AddressLimits::Time now = kNow + milliseconds(i);
    EXPECT_TRUE(limits.add_connection(nth(i)));
    EXPECT_TRUE(limits.take_handshake(nth(i), now));
    limits.remove_connection(nth(i), now);
  }
  EXPECT_LE(limits.size(), 1024U);  // each is remembered for 100 ms
  AddressLimits without_handshakes(two_connections());
  for (unsigned i = 0; i < 100; ++i) {
    EXPECT_TRUE(without_handshakes.add_connection(nth(i)));
    without_handshakes.remove_connection(nth(i), kNow);
  }
  EXPECT_EQ(without_handshakes.size(), 0U);
}

TEST(AddressPlace, IsGivenBackOnce) {
  AddressLimits limits(two_connections());
  const IpAddress client = address("192.0.2.1");
  {
    auto first = AddressPlace::take(limits, client);
    const auto second = AddressPlace::take(limits, client);
    ASSERT_TRUE(first && second);
    const AddressPlace moved = *std::move(first);
    EXPECT_FALSE(AddressPlace::take(limits, client));
  }
  EXPECT_TRUE(limits.add_connection(client));
  EXPECT_TRUE(limits.add_connection(client));
  EXPECT_FALSE(limits.add_connection(client));
}

}  // namespace
}  // namespace berth::net
