#include "net/proxy_header.h"

#include <gtest/gtest.h>

#include <string>

namespace berth::net {
namespace {

using State = ProxyHeaderState;
using namespace std::string_literals;

// For a complete header: its client, and the bytes after it.
std::string read(const std::string& input) {
  const ProxyHeader header = parse_proxy_header(input);
  if (header.state == State::bad) return "bad";
  if (header.state == State::incomplete) return "incomplete";
  return (header.client ? header.client->text() : "none") + " " + input.substr(header.size_bytes);
}

std::string binary(char command, char family, const std::string& addresses) {
  return "\r\n\r\n\0\r\nQUIT\n"s + command + family + static_cast<char>(addresses.size() / 256) +
         static_cast<char>(addresses.size() % 256) + addresses;
}

const std::string kV4 = "\xc0\0\x02\x01\x0a\0\0\x01\xdc\x04\x01\xbb"s;
const std::string kV6 = "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x01"s +
                        std::string(16, '\0') + "\xdc\x04\x01\xbb"s;
constexpr char kProxy = '\x21';

TEST(ProxyHeader, IsALineInVersion1) {
  EXPECT_EQ(read("PROXY TCP4 192.0.2.1 10.0.0.1 56324 443\r\nGET"), "192.0.2.1 GET");
  EXPECT_EQ(read("PROXY TCP6 2001:db8::1 2001:db8::2 56324 443\r\n"), "2001:db8::1 ");
  EXPECT_EQ(read("PROXY UNKNOWN\r\nGET"), "none GET");
  EXPECT_EQ(read("PROXY UNKNOWN ffff::1 anything 1 2\r\n"), "none ");
}

TEST(ProxyHeader, IsBinaryInVersion2) {
  EXPECT_EQ(read(binary(kProxy, '\x11', kV4) + "GET"), "192.0.2.1 GET");
  EXPECT_EQ(read(binary(kProxy, '\x21', kV6) + "GET"), "2001:db8::1 GET");
  EXPECT_EQ(read(binary(kProxy, '\x11', kV4 + "\x04\0\x02xx"s) + "GET"), "192.0.2.1 GET");
}

TEST(ProxyHeader, MayNameNoClient) {
  EXPECT_EQ(read(binary('\x20', '\0', "") + "GET"), "none GET");
  EXPECT_EQ(read(binary('\x20', '\x11', kV4)), "none ");
  EXPECT_EQ(read(binary(kProxy, '\0', "")), "none ");
  EXPECT_EQ(read(binary(kProxy, '\x31', std::string(216, '/'))), "none ");
  EXPECT_EQ(read(binary(kProxy, '\x12', kV4)), "none ");  // UDP
}

TEST(ProxyHeader, IsIncompleteUntilItsEnd) {
  for (const std::string& whole :
       {"PROXY TCP4 192.0.2.1 10.0.0.1 56324 443\r\n"s, binary(kProxy, '\x21', kV6)}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_EQ(read(whole.substr(0, size)), "incomplete") << size;
    }
    EXPECT_EQ(read(whole), (whole[0] == 'P' ? "192.0.2.1 " : "2001:db8::1 "));
  }
}

TEST(ProxyHeader, RefusesAnythingElse) {
  for (const std::string& bad : {"GET / HTTP/1.1\r\n"s,
                                 "\x16\x03\x01"s,
                                 "PROXY\r\n"s,
                                 "PROXY TCP4\r\n"s,
                                 "PROXY TCP5 192.0.2.1 10.0.0.1 1 2\r\n"s,
                                 "PROXY TCP4 192.0.2.1 10.0.0.1 1\r\n"s,
                                 "PROXY TCP4 192.0.2.1 10.0.0.1 1 2 3\r\n"s,
                                 "PROXY TCP4 192.0.2.1 10.0.0.1 1 65536\r\n"s,
                                 "PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n"s,
                                 "PROXY TCP6 192.0.2.1 10.0.0.1 1 2\r\n"s,
                                 "PROXY TCP4 192.0.2.1  10.0.0.1 1 2\r\n"s,
                                 "PROXY TCP4 192.0.2.256 10.0.0.1 1 2\r\n"s,
                                 "PROXY TCP4 192.0.2.1 10.0.0.1 -1 2\r\n"s,
                                 "PROXY UNKNOWNS\r\n"s,
                                 "PROXY UNKNOWN "s + std::string(100, 'x'),
                                 binary('\x11', '\x11', kV4),
                                 binary('\x22', '\x11', kV4),
                                 binary(kProxy, '\x11', kV4.substr(1)),
                                 binary(kProxy, '\x21', kV4),
                                 binary(kProxy, '\x11', std::string(5000, 'x'))}) {
    EXPECT_EQ(read(bad), "bad") << bad;
  }
}

}  // namespace
}  // namespace berth::net
