// The hosts for which a request to the AWS plane may be signed.
#include "aws_fixture.h"

namespace berth::aws {
namespace {

class AwsSignedHosts : public AwsFixture {
 protected:
  // The error of a request signed for one host but received with another.
  std::string error_of(const auth::SignedHosts& hosts, std::string_view signed_for,
                       std::string_view received) {
    const auth::Authenticator authenticator(metadata_, keys_, tokens_, clock_, auth::Trust::proven,
                                            hosts);
    Plane plane(
        {accounts_, metadata_, blobs_, authenticator, authorizer_, quotas_, clock_, upload_ids_},
        keys_, room_, {});
    http::RequestHead head = head_of("SpencerFrontendService.DescribeRegistries");
    head.fields[1].value = signed_for;
    const std::string authorization = sign(head, "{}");
    head.fields[1].value = received;
    head.fields.push_back({"Authorization", authorization});
    std::string error;
    for (int i = 0; i < 2; ++i) {  // the second time the signer is known
      error = read(answer_whole(plane, head, "{}")).error();
    }
    return error;
  }
};

constexpr std::string_view kRefused = "InvalidSignatureException";

TEST_F(AwsSignedHosts, AreThePublicHostWhateverTheProxySends) {
  const auth::SignedHosts hosts{.public_host = "hub.example.org", .others = {"localhost"}};
  for (const char* received : {"hub.example.org", "10.0.0.7:5000", "localhost:5000", ""}) {
    EXPECT_EQ(error_of(hosts, "hub.example.org", received), "") << received;
    EXPECT_EQ(error_of(hosts, "hub.example.org:443", received), "") << received;
  }
}

TEST_F(AwsSignedHosts, AreOnlyTheListedOnes) {
  const auth::SignedHosts hosts{.public_host = "hub.example.org", .others = {"localhost"}};
  EXPECT_EQ(error_of(hosts, "localhost:5000", "localhost:5000"), "");
  EXPECT_EQ(error_of(hosts, "evil.example", "evil.example"), kRefused);
  EXPECT_EQ(error_of(hosts, "evil.example", "hub.example.org"), kRefused);
  EXPECT_EQ(error_of(hosts, "localhost:5000", "hub.example.org"), kRefused);
  EXPECT_EQ(error_of(hosts, "hub.example.org:5000", "hub.example.org:5000"), kRefused);
}

TEST_F(AwsSignedHosts, AreTheSameWithAndWithoutADefaultPort) {
  EXPECT_EQ(error_of({}, "hub.example.org", "hub.example.org:80"), "");
  EXPECT_EQ(error_of({}, "hub.example.org:443", "hub.example.org"), "");
  EXPECT_EQ(error_of({}, "hub.example.org:8443", "hub.example.org"), kRefused);
  EXPECT_EQ(error_of({}, "hub.example.org", "other.example.org"), kRefused);
}

}  // namespace
}  // namespace berth::aws
