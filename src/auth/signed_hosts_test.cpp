#include "auth/signed_hosts.h"

#include <gmock/gmock.h>

namespace berth::auth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SignedHosts, AreAnyIfNoneIsConfigured) {
  const SignedHosts hosts;
  for (const char* host : {"localhost:5000", "hub.example.org", "[::1]:5000", ""}) {
    EXPECT_TRUE(hosts.accepts(host)) << host;
  }
  EXPECT_THAT(hosts.alternatives("localhost:5000"), IsEmpty());
}

TEST(SignedHosts, AreOneWithAndWithoutADefaultPort) {
  const SignedHosts hosts;
  EXPECT_THAT(hosts.alternatives("hub.example.org"),
              ElementsAre("hub.example.org:80", "hub.example.org:443"));
  EXPECT_THAT(hosts.alternatives("hub.example.org:443"),
              ElementsAre("hub.example.org", "hub.example.org:80"));
  EXPECT_THAT(hosts.alternatives("[::1]:80"), ElementsAre("[::1]", "[::1]:443"));
}

TEST(SignedHosts, AreThePublicHostWhateverAProxySends) {
  const SignedHosts hosts{.public_host = "hub.example.org:8443", .others = {}};
  EXPECT_FALSE(hosts.accepts("10.0.0.7:5000"));
  EXPECT_THAT(hosts.alternatives("10.0.0.7:5000"), ElementsAre("hub.example.org:8443"));
  EXPECT_TRUE(hosts.accepts("Hub.Example.Org:8443"));
  EXPECT_FALSE(hosts.accepts("hub.example.org"));
  EXPECT_FALSE(hosts.accepts("hub.example.org.evil.example:8443"));
}

TEST(SignedHosts, IncludeThoseThatAreListed) {
  const SignedHosts hosts{.public_host = "hub.example.org",
                          .others = {"localhost", "[::1]", "10.0.0.7:5000"}};
  for (const char* host : {"hub.example.org", "HUB.example.org:443", "localhost", "localhost:5000",
                           "[::1]", "[::1]:5000", "10.0.0.7:5000"}) {
    EXPECT_TRUE(hosts.accepts(host)) << host;
  }
  for (const char* host : {"", "10.0.0.7", "10.0.0.7:5001", "hub.example.org:5000",
                           "localhost.evil.example", "evil.example", "[::2]:5000"}) {
    EXPECT_FALSE(hosts.accepts(host)) << host;
  }
}

}  // namespace
}  // namespace berth::auth
