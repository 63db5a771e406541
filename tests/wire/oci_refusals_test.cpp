// The OCI plane's answers to requests that no endpoint takes, and to those that the server refuses.
#include "http/refusal.h"
#include "oci_fixture.h"

namespace berth::oci {
namespace {

TEST_F(OciFixture, ListsTheMethodsOfAnEndpointWithoutALogin) {
  const WireAnswer answer = send("OPTIONS", "/v2/acme/app/manifests/v1");
  EXPECT_EQ(answer.status, 204U);
  EXPECT_EQ(answer.field("Allow"), "GET, HEAD, PUT, DELETE, OPTIONS");
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(send("OPTIONS", "/token/").status, 204U);
  EXPECT_EQ(send("OPTIONS", "/v2/").field("Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(send("OPTIONS", "/v2/acme/app/nothing", owner_).status, 404U);
}

TEST_F(OciFixture, AnswersNotFoundHoweverLongTheBody) {
  const std::string body(http::kMaxIgnoredBodyBytes + 1, 'x');
  for (const char* method : {"PUT", "POST", "PATCH", "GET", "DELETE"}) {
    EXPECT_EQ(send(method, "/v2/acme/app/nothing", owner_, body).status, 404U) << method;
    EXPECT_EQ(send(method, "/v2/acme/app/nothing", "", body).status, 401U) << method;
  }
  EXPECT_EQ(send("PUT", "/v2/acme/app/tags/list", owner_, body).status, 405U);
  EXPECT_EQ(send("DELETE", "/v2/acme/app/manifests/v1", "", body).status, 401U);
  EXPECT_EQ(send("DELETE", "/v2/acme/app/manifests/v1", owner_, body).status, 413U);
}

TEST_F(OciFixture, AcceptsAScopeForEachOfManyRepositories) {
  std::string target = "/token/?service=localhost:5000";
  for (int i = 0; i < 120; ++i) {
    target += "&scope=repository:acme/a-group-of-repositories/with-a-rather-long-name-" +
              std::to_string(i) + ":pull";
  }
  EXPECT_GT(target.size(), 9'000U);
  EXPECT_EQ(send("GET", target).status, 200U);
}

TEST_F(OciFixture, SaysThatACredentialIsNotInBase64) {
  const WireAnswer answer = send("GET", "/v2/", "Authorization: Basic !\r\n");
  EXPECT_EQ(answer.status, 401U);
  EXPECT_NE(answer.body.find("must be USER:PASSWORD in base64"), std::string::npos);
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
