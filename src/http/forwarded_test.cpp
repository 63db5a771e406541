#include "http/forwarded.h"

#include <gtest/gtest.h>

#include <vector>

namespace berth::http {
namespace {

const std::vector<AddressRange> kTrusted{AddressRange::parse("10.0.0.0/8").value(),
                                         AddressRange::parse("2001:db8:1::/48").value()};

std::string client_of(ClientAddressFrom by, const std::vector<std::string_view>& lines) {
  RequestHead head;
  for (const std::string_view line : lines) {
    head.fields.push_back(
        {by == ClientAddressFrom::forwarded ? "forwarded" : "x-forwarded-for", line});
  }
  return forwarded_client(head, IpAddress::parse("10.0.0.1").value(), kTrusted, by).text();
}
std::string by_x(const std::vector<std::string_view>& lines) {
  return client_of(ClientAddressFrom::x_forwarded_for, lines);
}
std::string by_rfc7239(const std::vector<std::string_view>& lines) {
  return client_of(ClientAddressFrom::forwarded, lines);
}

TEST(XForwardedFor, NamesTheClientOfTheLastProxy) {
  EXPECT_EQ(by_x({"192.0.2.1"}), "192.0.2.1");
  EXPECT_EQ(by_x({"198.51.100.7, 192.0.2.1"}), "192.0.2.1");  // anyone can send the first
  EXPECT_EQ(by_x({"198.51.100.7", "192.0.2.1"}), "192.0.2.1");
  EXPECT_EQ(by_x({"2001:db8::1"}), "2001:db8::1");
}

TEST(XForwardedFor, FollowsTrustedProxies) {
  EXPECT_EQ(by_x({"192.0.2.1, 10.2.3.4, 10.5.6.7"}), "192.0.2.1");
  EXPECT_EQ(by_x({"198.51.100.7, 192.0.2.1", "2001:db8:1::5 ,10.2.3.4"}), "192.0.2.1");
  EXPECT_EQ(by_x({"10.9.9.9, 10.2.3.4"}), "10.9.9.9");
}

TEST(XForwardedFor, TakesPortsAndBrackets) {
  EXPECT_EQ(by_x({"192.0.2.1:4711"}), "192.0.2.1");
  EXPECT_EQ(by_x({"[2001:db8::1]:4711"}), "2001:db8::1");
  EXPECT_EQ(by_x({"[2001:db8::1]"}), "2001:db8::1");
}

TEST(XForwardedFor, StopsAtAnEntryThatIsNotAnAddress) {
  EXPECT_EQ(by_x({}), "10.0.0.1");
  EXPECT_EQ(by_x({""}), "10.0.0.1");
  EXPECT_EQ(by_x({", ,"}), "10.0.0.1");
  EXPECT_EQ(by_x({"192.0.2.1, unknown"}), "10.0.0.1");
  EXPECT_EQ(by_x({"192.0.2.1, unknown, 10.2.3.4"}), "10.2.3.4");
  for (const std::string_view bad :
       {"192.0.2.1:", "192.0.2.1:4 7", "[192.0.2.1]", "[2001:db8::1", "[2001:db8::1]x", "[]",
        "192.0.2.1.5", "for=192.0.2.1", "\"192.0.2.1\"", "192.0.2.1;x"}) {
    EXPECT_EQ(by_x({bad}), "10.0.0.1") << bad;
  }
}

TEST(Forwarded, NamesTheClientOfTheLastProxy) {
  EXPECT_EQ(by_rfc7239({"for=192.0.2.1"}), "192.0.2.1");
  EXPECT_EQ(by_rfc7239({"For=\"[2001:db8:cafe::17]:4711\""}), "2001:db8:cafe::17");
  EXPECT_EQ(by_rfc7239({"for=192.0.2.60;proto=http;by=203.0.113.43"}), "192.0.2.60");
  EXPECT_EQ(by_rfc7239({"proto=http; for=\"192.0.2.60:_port\""}), "192.0.2.60");
  EXPECT_EQ(by_rfc7239({"for=198.51.100.7, for=192.0.2.1"}), "192.0.2.1");
  EXPECT_EQ(by_rfc7239({"for=192.0.2.1, for=10.2.3.4;by=\"a,b;c\"", "for=10.2.3.5"}), "192.0.2.1");
}

TEST(Forwarded, IsNotHiddenByEntriesThatAClientSent) {
  EXPECT_EQ(by_rfc7239({"for=\", for=192.0.2.1"}), "192.0.2.1");
  EXPECT_EQ(by_rfc7239({"for=\"\\", "for=192.0.2.1"}), "192.0.2.1");
  EXPECT_EQ(by_rfc7239({"for=\"x, for=10.2.3.4"}), "10.2.3.4");
}

TEST(Forwarded, StopsAtAnEntryThatIsNotAnAddress) {
  for (const std::string_view bad :
       {"", "for", "for=", "for=unknown", "for=_hidden", "for=\"_SEVKISEK\"", "proto=https",
        "for=192.0.2.1;for=192.0.2.2", "for=\"192.0.2.1", "192.0.2.1", "host=\";for=192.0.2.1",
        "for = 192.0.2.1"}) {
    EXPECT_EQ(by_rfc7239({bad}), "10.0.0.1") << bad;
  }
}

TEST(ForwardedClient, IsReadFromOneFieldOnly) {
  RequestHead head;
  head.fields = {{"Forwarded", "for=192.0.2.1"}, {"X-Forwarded-For", "192.0.2.2"}};
  const IpAddress peer = IpAddress::parse("10.0.0.1").value();
  EXPECT_EQ(forwarded_client(head, peer, kTrusted, ClientAddressFrom::forwarded).text(),
            "192.0.2.1");
  EXPECT_EQ(forwarded_client(head, peer, kTrusted, ClientAddressFrom::x_forwarded_for).text(),
            "192.0.2.2");
  EXPECT_EQ(forwarded_client(head, peer, kTrusted, ClientAddressFrom::proxy_protocol), peer);
}

}  // namespace
}  // namespace berth::http
