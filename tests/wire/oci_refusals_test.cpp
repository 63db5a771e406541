// The OCI plane's answers to very long requests, and to those that the server refuses.
#include "http/refusal.h"
#include "oci_fixture.h"

namespace berth::oci {
namespace {

TEST_F(OciFixture, AcceptsAScopeForEachOfManyRepositories) {
  std::string target = "/token/?service=localhost:5000";
  for (int i = 0; i < 120; ++i) {
    target += "&scope=repository:acme/a-group-of-repositories/with-a-rather-long-name-" +
              std::to_string(i) + ":pull";
  }
  EXPECT_GT(target.size(), 9'000U);
  EXPECT_EQ(send("GET", target).status, 200U);
}

TEST_F(OciFixture, RefusesForTheServerInItsOwnWords) {
  const auto refused = [this](unsigned status) {
    const WireAnswer answer =
        read(plane_.begin({})->refused({.status = status, .reason = "A reason"}));
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.field("Content-Type"), "application/json");
    EXPECT_NE(answer.body.find(R"("message":"A reason")"), std::string::npos);
    return answer.error();
  };
  for (const unsigned status : {400U, 408U, 414U, 431U}) EXPECT_EQ(refused(status), "UNKNOWN");
  EXPECT_EQ(refused(413), "SIZE_INVALID");
  EXPECT_EQ(refused(429), "TOOMANYREQUESTS");
  EXPECT_EQ(refused(501), "UNSUPPORTED");
  EXPECT_EQ(refused(503), "UNAVAILABLE");
  EXPECT_EQ(refused(505), "UNSUPPORTED");
}

}  // namespace
}  // namespace berth::oci
