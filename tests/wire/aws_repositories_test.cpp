// Operations on repositories, registries and logins.
#include "aws_fixture.h"
#include "base/encoding.h"

namespace berth::aws {
namespace {

using AwsRepositories = AwsFixture;

constexpr std::string_view kRepository =
    R"({"repositoryArn":"arn:aws:ecr-public::123456789012:repository/team/app",)"
    R"("registryId":"123456789012","repositoryName":"team/app",)"
    R"("repositoryUri":"localhost:5000/acme/team/app","createdAt":1767323045})";

std::string repository_not_found(std::string_view name, std::string_view registry) {
  return R"({"__type":"RepositoryNotFoundException","message":"The repository with name ')" +
         std::string(name) + "' does not exist in the registry with id '" + std::string(registry) +
         "'\"}";
}

TEST_F(AwsRepositories, CreateReturnsTheRepositoryAndEmptyCatalogData) {
  const Answer answer = call("CreateRepository", R"({"repositoryName":"team/app"})");
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.body, R"({"repository":)" + std::string(kRepository) + R"(,"catalogData":{}})");
}

TEST_F(AwsRepositories, CreateRefusesANameThatIsTaken) {
  create_repository("team/app");
  EXPECT_EQ(call("CreateRepository", R"({"repositoryName":"team/app"})").body,
            R"({"__type":"RepositoryAlreadyExistsException","message":"The repository with name )"
            R"('team/app' already exists in the registry with id '123456789012'"})");
}

TEST_F(AwsRepositories, UrisBeginWithThePublicHostIfThereIsOne) {
  Plane plane(services_, keys_, room_, {.public_host = "registry.example.org"});
  http::RequestHead head = head_of("SpencerFrontendService.DescribeRegistries");
  const std::string authorization = sign(head, "");
  head.fields.push_back({"Authorization", authorization});
  EXPECT_EQ(http::text_of(plane.begin(head)->answer("")),
            R"({"registries":[{"registryId":"123456789012",)"
            R"("registryArn":"arn:aws:ecr-public::123456789012:registry/123456789012",)"
            R"("registryUri":"registry.example.org/acme","verified":false,"aliases":[{)"
            R"("name":"acme","status":"ACTIVE","primaryRegistryAlias":true,)"
            R"("defaultRegistryAlias":true}]}]})");
}

TEST_F(AwsRepositories, DescribeRegistriesHasNoSecondPage) {
  EXPECT_EQ(call("DescribeRegistries", R"({"nextToken":"x"})").body,
            invalid("NextToken", "Invalid next token provided"));
}

TEST_F(AwsRepositories, DescribeReturnsTheRequestedOnesInOrder) {
  create_repository("bb");
  create_repository("team/app");
  const Answer answer = call("DescribeRepositories", R"({"repositoryNames":["team/app","bb"]})");
  EXPECT_EQ(answer.json().at("repositories").as_array().size(), 2U);
  EXPECT_EQ(answer.json().at("repositories").at(0).at("repositoryName"), "team/app");
  EXPECT_EQ(call("DescribeRepositories", R"({"repositoryNames":["bb","cc"]})").body,
            repository_not_found("cc", "123456789012"));
  EXPECT_EQ(call("DescribeRepositories", R"({"repositoryNames":["bb"],"maxResults":1})").body,
            invalid("maxResults", "must not be given together with repositoryNames"));
}

TEST_F(AwsRepositories, DescribePagesThroughAllByName) {
  EXPECT_EQ(call("DescribeRepositories", "").body, R"({"repositories":[]})");
  for (const std::string_view name : {"dd", "aa", "cc", "bb", "ee"}) create_repository(name);
  std::string names;
  std::string token_member;
  do {
    const Answer answer = call("DescribeRepositories", R"({"maxResults":2)" + token_member + "}");
    ASSERT_EQ(answer.status, 200U) << answer.body;
    const boost::json::value page = answer.json();
    for (const auto& repository : page.at("repositories").as_array()) {
      names += repository.at("repositoryName").as_string();
    }
    const boost::json::value* token = page.as_object().if_contains("nextToken");
    token_member =
        token != nullptr ? R"(,"nextToken":")" + std::string(token->as_string()) + '"' : "";
  } while (!token_member.empty());
  EXPECT_EQ(names, "aabbccddee");
}

TEST_F(AwsRepositories, DescribeTreatsAnEmptyTokenAsAbsent) {
  create_repository("aa");
  for (const std::string_view request :
       {R"({"nextToken":""})", R"({"nextToken":"","repositoryNames":["aa"]})"}) {
    const Answer answer = call("DescribeRepositories", request);
    ASSERT_EQ(answer.status, 200U) << answer.body;
    EXPECT_EQ(answer.json().at("repositories").as_array().size(), 1U);
  }
  EXPECT_EQ(call("DescribeRegistries", R"({"nextToken":""})").status, 200U);
  for (const std::string_view operation : {"DescribeImages", "DescribeImageTags"}) {
    EXPECT_EQ(call(operation, R"({"repositoryName":"aa","nextToken":""})").status, 200U);
  }
}

TEST_F(AwsRepositories, DeleteRemovesImagesOnlyIfForced) {
  push(create_repository("team/app"), "{}", "v1");
  EXPECT_EQ(call("DeleteRepository", R"({"repositoryName":"team/app"})").body,
            R"({"__type":"RepositoryNotEmptyException","message":"The repository with name )"
            R"('team/app' in registry with id '123456789012' cannot be deleted because it still )"
            R"(contains images"})");
  EXPECT_EQ(call("DeleteRepository", R"({"repositoryName":"team/app","force":true})").body,
            R"({"repository":)" + std::string(kRepository) + "}");
  EXPECT_EQ(call("DeleteRepository", R"({"repositoryName":"team/app"})").body,
            repository_not_found("team/app", "123456789012"));
}

TEST_F(AwsRepositories, OtherRegistriesAreOutOfReach) {
  EXPECT_EQ(
      call("DeleteRepository", R"({"registryId":"210987654321","repositoryName":"team/app"})").body,
      R"({"__type":"AccessDeniedException","message":"User: arn:aws:iam::123456789012:user/admin )"
      R"(is not authorized to perform: ecr-public:DeleteRepository on resource: )"
      R"(arn:aws:ecr-public::210987654321:repository/team/app because no resource-based policy )"
      R"(allows the ecr-public:DeleteRepository action"})");
  EXPECT_EQ(
      call("DeleteRepository", R"({"registryId":"000000000000","repositoryName":"team/app"})").body,
      repository_not_found("team/app", "000000000000"));
  for (const std::string_view id : {"210987654321", "000000000000"}) {
    EXPECT_EQ(call("DescribeRepositories", R"({"registryId":")" + std::string(id) + "\"}").error(),
              "AccessDeniedException");
  }
}

// Where no permission is needed, callers see that something does not exist.
TEST_F(AwsRepositories, ARepositoryOfAMissingRegistryIsMissingToo) {
  const std::string arn = R"({"resourceArn":"arn:aws:ecr-public::999999999999:repository/app")";
  EXPECT_EQ(call("ListTagsForResource", arn + "}").error(), "RepositoryNotFoundException");
  EXPECT_EQ(call("UntagResource", arn + R"(,"tagKeys":["a"]})").error(),
            "RepositoryNotFoundException");
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
  const auto verified =
      authenticator_.verify_login(latest_, auth::PresentedLogin("Basic " + to_base64(login)));
  ASSERT_TRUE(verified);
  EXPECT_EQ((*verified)->caller->user_name, "admin");
}

}  // namespace
}  // namespace berth::aws
