// Operations on repositories and logins that need more than a request: the others are in
// cases/aws/.
#include "aws_fixture.h"
#include "base/encoding.h"

namespace berth::aws {
namespace {

using AwsRepositories = AwsFixture;

std::string repository_not_found(std::string_view name, std::string_view registry) {
  return R"({"__type":"RepositoryNotFoundException","message":"The repository with name ')" +
         std::string(name) + "' does not exist in the registry with id '" + std::string(registry) +
         "'\"}";
}

TEST_F(AwsRepositories, AMissingRegistryIsAnErrorThatTheListingDeclares) {
  const auth::Authorizer emulator(clock_, auth::Trust::everyone);
  const plane::Services services{accounts_, metadata_, blobs_, authenticator_,
                                 emulator,  quotas_,   clock_, upload_ids_};
  Plane plane(services, keys_, room_, {});
  const auto list = [&plane](std::string_view more) {
    http::RequestHead head = head_of("SpencerFrontendService.DescribeRepositories");
    const std::string body = R"({"registryId":)" + std::string(more) + "}";
    const std::string authorization = sign(head, body);
    head.fields.push_back({"Authorization", authorization});
    return read(plane.begin(head)->answer(body)).body;
  };
  EXPECT_EQ(list(R"("000000000000")"), invalid("registryId", "Registry not found"));
  EXPECT_EQ(list(R"("000000000000","repositoryNames":["team/app"])"),
            repository_not_found("team/app", "000000000000"));
  EXPECT_EQ(list(R"("210987654321")"), R"({"repositories":[]})");
}

TEST_F(AwsRepositories, GetAuthorizationTokenReturnsALoginForTwelveHours) {
  const boost::json::value data =
      call("GetAuthorizationToken", "{}").json().at("authorizationData");
  EXPECT_EQ(data.at("expiresAt"), 1767323045 + 12 * 3600);
  const std::string login = *from_base64(std::string(data.at("authorizationToken").as_string()));
  EXPECT_TRUE(login.starts_with("AWS:eyJwYXlsb2Fk"));
  EXPECT_EQ(std::ranges::count(login, ':'), 1);
  const auto verified = authenticator_.verify_login(
      *metadata_.reader(), auth::PresentedLogin("Basic " + to_base64(login)));
  ASSERT_TRUE(verified);
  EXPECT_EQ((*verified)->caller->user_name, "admin");
}

}  // namespace
}  // namespace berth::aws
