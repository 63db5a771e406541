// Who may do what, through the API.
#include <boost/json/serialize.hpp>

#include "aws_fixture.h"

namespace berth::aws {
namespace {

class AwsAccounts : public AwsFixture {
 protected:
  AwsAccounts() {
    create_repository("team/app");
    add_user("ci", "AKIDCI");
  }

  void add_user(std::string_view name, std::string_view access_key_id) {
    const Principal principal{.registry = own_,
                              .user_name = std::string(name),
                              .access_key_id = std::string(access_key_id)};
    EXPECT_TRUE(accounts_.create_user(
        {.registry = own_, .name = std::string(name), .created_at = clock_.now()}, {}));
    EXPECT_TRUE(accounts_.create_access_key(
        {.principal = principal,
         .sealed_secret = keys_.seal_secret(access_key_id, kSecret, entropy_),
         .created_at = clock_.now()},
        {}));
  }
  void allow(std::string_view user, std::string_view statement) {
    EXPECT_TRUE(accounts_.put_user_policy(
        own_, user, {.name = "own", .document = R"({"Statement":)" + std::string(statement) + "}"},
        {}));
  }
  std::string describe_tags(std::string_view key, std::string_view more = "") {
    const Answer answer =
        call("DescribeImageTags", R"({"repositoryName":"team/app")" + std::string(more) + "}", key);
    return answer.status == 200 ? "" : answer.message();
  }
  // Stores a policy as an earlier version did, even if it is refused now.
  void set_policy(std::string_view text) {
    const auto read = authorizer_.read_repository_policy(latest_, text);
    EXPECT_TRUE(metadata_.put_repository_policy(
        *metadata_.find_repository(own_, *RepositoryName::parse("team/app")),
        {.text = std::string(text), .users = read ? read->users : ""}, {}));
  }
  std::string policy_text() {
    const Answer answer = call("GetRepositoryPolicy", R"({"repositoryName":"team/app"})");
    EXPECT_EQ(answer.status, 200U) << answer.body;
    return std::string(answer.json().at("policyText").as_string());
  }
  void make_again(std::string_view name, std::string_view access_key_id) {
    ASSERT_TRUE(accounts_.delete_user(own_, name, {}));
    add_user(name, access_key_id);
  }

  const RegistryId own_ = *RegistryId::parse("123456789012");
  static constexpr std::string_view kOfOwn = R"(,"registryId":"123456789012")";
};

TEST_F(AwsAccounts, TheNextRequestObeysTheChangedPoliciesOfAUser) {
  EXPECT_EQ(describe_tags("AKIDCI"),
            "User: arn:aws:iam::123456789012:user/ci is not authorized to perform: "
            "ecr-public:DescribeImageTags on resource: "
            "arn:aws:ecr-public::123456789012:repository/team/app because no identity-based policy "
            "allows the ecr-public:DescribeImageTags action");
  allow("ci", R"({"Effect":"Allow","Action":"ecr-public:Describe*","Resource":"*"})");
  EXPECT_EQ(describe_tags("AKIDCI"), "");
  allow("ci", R"([{"Effect":"Allow","Action":"*","Resource":"*"},
                  {"Effect":"Deny","Action":"*","Resource":"arn:*/team/*"}])");
  EXPECT_TRUE(
      describe_tags("AKIDCI").ends_with("with an explicit deny in an identity-based policy"));
}

TEST_F(AwsAccounts, AUserThatMayReadEveryRepositoryMayListThem) {
  const auto list = [this] { return call("DescribeRepositories", "{}", "AKIDCI"); };
  allow("ci", R"({"Effect":"Allow","Action":"ecr-public:*",
                  "Resource":"arn:aws:ecr-public::123456789012:repository/*"})");
  EXPECT_EQ(list().json().at("repositories").as_array().size(), 1U);
  EXPECT_EQ(call("DescribeRegistries", "{}", "AKIDCI").error(), "AccessDeniedException");
  for (const std::string_view resource : {"repository/team/*", "registry/123456789012"}) {
    allow("ci", R"({"Effect":"Allow","Action":"ecr-public:*",
                    "Resource":"arn:aws:ecr-public::123456789012:)" +
                    std::string(resource) + R"("})");
    EXPECT_EQ(list().message(),
              "User: arn:aws:iam::123456789012:user/ci is not authorized to perform: "
              "ecr-public:DescribeRepositories on resource: "
              "arn:aws:ecr-public::123456789012:repository/* because no identity-based policy "
              "allows the ecr-public:DescribeRepositories action");
  }
}

TEST_F(AwsAccounts, ARevokedKeyIsInvalidFromTheNextRequestOn) {
  EXPECT_EQ(describe_tags(kAccessKeyId), "");
  ASSERT_TRUE(accounts_.delete_access_key(kAccessKeyId, {}));
  EXPECT_EQ(describe_tags(kAccessKeyId), "The security token included in the request is invalid.");
}

TEST_F(AwsAccounts, ThePolicyOfARepositoryAloneAdmitsUsersOfItsAccount) {
  set_policy(R"({"Statement":{"Effect":"Allow","Action":"*",
                 "Principal":{"AWS":"arn:aws:iam::123456789012:user/ci"}}})");
  EXPECT_EQ(describe_tags("AKIDCI"), "");
}

TEST_F(AwsAccounts, ARepositoryPolicyMeansTheUserThatHadTheNameWhenItWasSet) {
  const std::string_view policy = R"({"Statement":[{"Effect":"Allow","Action":"*",
      "Principal":{"AWS":["arn:aws:iam::123456789012:user/ci","210987654321"]}}]})";
  set_policy(policy);
  const std::string id(accounts_.find_user(own_, "ci")->id.text());
  EXPECT_EQ(describe_tags("AKIDCI"), "");
  EXPECT_EQ(policy_text(), policy);

  make_again("ci", "AKIDCI");
  EXPECT_TRUE(describe_tags("AKIDCI").ends_with(
      "because no identity-based policy allows the ecr-public:DescribeImageTags action"));
  EXPECT_NE(policy_text().find("\"AWS\" : [ \"" + id + "\", \"210987654321\" ]"), std::string::npos)
      << policy_text();
  ASSERT_TRUE(accounts_.delete_user(own_, "ci", {}));
  EXPECT_NE(policy_text().find(id), std::string::npos);
  EXPECT_EQ(describe_tags("AKIDOTHER", kOfOwn), "");  // an account stays the same

  add_user("ci", "AKIDCI");
  set_policy(policy);
  EXPECT_EQ(describe_tags("AKIDCI"), "");
  EXPECT_EQ(policy_text(), policy);
}

TEST_F(AwsAccounts, ADenialAndAnExemptionFromOneMeanThatUserToo) {
  allow("ci", R"({"Effect":"Allow","Action":"*","Resource":"*"})");
  set_policy(R"({"Statement":{"Effect":"Deny","Action":"*",
                 "NotPrincipal":{"AWS":["arn:aws:iam::123456789012:user/ci",
                                        "arn:aws:iam::123456789012:root"]}}})");
  EXPECT_EQ(describe_tags("AKIDCI"), "");
  make_again("ci", "AKIDCI");
  allow("ci", R"({"Effect":"Allow","Action":"*","Resource":"*"})");
  EXPECT_TRUE(
      describe_tags("AKIDCI").ends_with("with an explicit deny in a resource-based policy"));
  set_policy(R"({"Statement":{"Effect":"Deny","Action":"*",
                 "Principal":{"AWS":"arn:aws:iam::123456789012:user/ci"}}})");
  EXPECT_NE(describe_tags("AKIDCI"), "");
  make_again("ci", "AKIDCI");
  allow("ci", R"({"Effect":"Allow","Action":"*","Resource":"*"})");
  EXPECT_EQ(describe_tags("AKIDCI"), "");
}

TEST_F(AwsAccounts, TheIdShownForADeletedUserNamesNobody) {
  set_policy(R"({"Statement":{"Effect":"Allow","Action":"*",
                 "Principal":{"AWS":"arn:aws:iam::123456789012:user/ci"}}})");
  const std::string id(accounts_.find_user(own_, "ci")->id.text());
  ASSERT_TRUE(accounts_.delete_user(own_, "ci", {}));
  const std::string shown = policy_text();
  EXPECT_EQ(call("SetRepositoryPolicy", R"({"repositoryName":"team/app","policyText":)" +
                                            boost::json::serialize(boost::json::value(shown)) + "}")
                .body,
            invalid("PolicyText", "Principal '" + id +
                                      "' is the unique id of a user, which a policy shows when the "
                                      "user is deleted: remove it, or name a user by the ARN"));
}

TEST_F(AwsAccounts, AcrossAccountsBothSidesMustAllow) {
  EXPECT_TRUE(describe_tags("AKIDOTHER", kOfOwn)
                  .ends_with("because no resource-based policy allows the "
                             "ecr-public:DescribeImageTags action"));
  set_policy(R"({"Statement":{"Effect":"Allow","Action":"ecr-public:DescribeImageTags",
                 "Principal":{"AWS":"210987654321"}}})");
  EXPECT_EQ(describe_tags("AKIDOTHER", kOfOwn), "");
  ASSERT_TRUE(accounts_.delete_user_policy(*RegistryId::parse("210987654321"), "admin",
                                           auth::kAdministratorPolicy, {}));
  EXPECT_TRUE(describe_tags("AKIDOTHER", kOfOwn)
                  .ends_with("because no identity-based policy allows the "
                             "ecr-public:DescribeImageTags action"));
}

TEST_F(AwsAccounts, AnExemptionFromADenialMustNameTheUserItself) {
  allow("ci", R"({"Effect":"Allow","Action":"*","Resource":"*"})");
  const auto deny_all_but = [this](std::string_view exempt) {
    set_policy(R"({"Statement":{"Effect":"Deny","Action":"*","NotPrincipal":{"AWS":[)" +
               std::string(exempt) + R"("arn:aws:iam::123456789012:root"]}}})");
  };
  deny_all_but(R"("arn:aws:iam::123456789012:user/admin",)");
  EXPECT_TRUE(
      describe_tags("AKIDCI").ends_with("with an explicit deny in a resource-based policy"));
  EXPECT_EQ(describe_tags(kAccessKeyId), "");
  deny_all_but(R"("arn:aws:iam::123456789012:user/ci",)");
  EXPECT_EQ(describe_tags("AKIDCI"), "");
}

TEST_F(AwsAccounts, AnOlderInvalidPolicyIsReadAndGrantsNoMoreThanItSays) {
  const std::string_view policy = R"({"Statement":{"Effect":"Allow","Action":"*",
      "NotPrincipal":{"AWS":"arn:aws:iam::123456789012:user/admin"}}})";
  const Answer answer =
      call("SetRepositoryPolicy", R"({"repositoryName":"team/app","policyText":)" +
                                      boost::json::serialize(boost::json::value(policy)) + "}");
  EXPECT_EQ(answer.body,
            invalid("PolicyText", "NotPrincipal with the Effect Allow is not supported"));
  set_policy(policy);
  EXPECT_EQ(describe_tags(kAccessKeyId), "");
  EXPECT_TRUE(describe_tags("AKIDCI").ends_with(
      "because no identity-based policy allows the ecr-public:DescribeImageTags action"));
}

TEST_F(AwsAccounts, ConditionsApplyToTheTagsOfRequestAndResource) {
  allow("ci", R"([{"Effect":"Allow","Action":["ecr-public:CreateRepository",
                   "ecr-public:TagResource"],"Resource":"*",
                   "Condition":{"StringEquals":{"aws:RequestTag/team":"a"},
                                "ForAllValues:StringLike":{"aws:TagKeys":["team","x-*"]}}},
                  {"Effect":"Allow","Action":"ecr-public:DescribeImageTags","Resource":"*",
                   "Condition":{"StringEquals":{"ecr-public:ResourceTag/team":"a"}}}])");
  const auto create = [&](std::string_view name, std::string_view tags) {
    return call("CreateRepository",
                R"({"repositoryName":")" + std::string(name) + R"(","tags":[)" + std::string(tags) +
                    "]}",
                "AKIDCI")
        .error();
  };
  EXPECT_EQ(create("a1", R"({"Key":"team","Value":"a"},{"Key":"x-1","Value":""})"), "");
  EXPECT_EQ(create("a2", R"({"Key":"team","Value":"b"})"), "AccessDeniedException");
  EXPECT_EQ(create("a3", R"({"Key":"team","Value":"a"},{"Key":"y","Value":""})"),
            "AccessDeniedException");
  EXPECT_EQ(call("DescribeImageTags", R"({"repositoryName":"a1"})", "AKIDCI").error(), "");
  EXPECT_EQ(call("DescribeImageTags", R"({"repositoryName":"team/app"})", "AKIDCI").error(),
            "AccessDeniedException");
}

TEST_F(AwsAccounts, ConditionsFindATagWhateverTheCaseOfItsKey) {
  allow("ci", R"([{"Effect":"Allow","Action":"*","Resource":"*"},
                  {"Effect":"Deny","Action":"*","Resource":"*",
                   "Condition":{"StringEquals":{"aws:RequestTag/Stage":"prod"}}},
                  {"Effect":"Deny","Action":"ecr-public:DescribeImageTags","Resource":"*",
                   "Condition":{"StringEquals":{"aws:ResourceTag/Stage":"test"}}}])");
  const auto create = [&](std::string_view name, std::string_view tags) {
    return call("CreateRepository",
                R"({"repositoryName":")" + std::string(name) + R"(","tags":[)" + std::string(tags) +
                    "]}",
                "AKIDCI")
        .error();
  };
  const auto describe = [&](std::string_view name) {
    return call("DescribeImageTags", R"({"repositoryName":")" + std::string(name) + R"("})",
                "AKIDCI")
        .error();
  };
  EXPECT_EQ(create("a1", R"({"Key":"stage","Value":"prod"})"), "AccessDeniedException");
  EXPECT_EQ(create("a1", R"({"Key":"STAGE","Value":"test"})"), "");
  EXPECT_EQ(describe("a1"), "AccessDeniedException");
  // Of several tags, the one with the same spelling counts.
  EXPECT_EQ(create("a2", R"({"Key":"STAGE","Value":"test"},{"Key":"Stage","Value":"Test"})"), "");
  EXPECT_EQ(describe("a2"), "");
}

TEST_F(AwsAccounts, TagsOnCreationRequireThePermissionToTag) {
  allow("ci", R"({"Effect":"Allow","Action":"ecr-public:CreateRepository","Resource":"*"})");
  EXPECT_TRUE(call("CreateRepository",
                   R"({"repositoryName":"b1","tags":[{"Key":"a","Value":"b"}]})", "AKIDCI")
                  .message()
                  .ends_with("because no identity-based policy allows the ecr-public:TagResource "
                             "action"));
  EXPECT_EQ(call("CreateRepository", R"({"repositoryName":"b1"})", "AKIDCI").status, 200U);
}

TEST_F(AwsAccounts, DescribeRegistriesShowsEveryAlias) {
  ASSERT_TRUE(accounts_.add_alias(own_, *RegistryAlias::parse("zeta"), {.at = clock_.now()}));
  ASSERT_TRUE(accounts_.set_primary_alias(own_, *RegistryAlias::parse("zeta"), {}));
  const boost::json::value registry =
      call("DescribeRegistries", "{}").json().at("registries").at(0);
  EXPECT_EQ(registry.at("registryUri"), "localhost:5000/zeta");
  EXPECT_EQ(boost::json::serialize(registry.at("aliases")),
            R"([{"name":"acme","status":"ACTIVE","primaryRegistryAlias":false,)"
            R"("defaultRegistryAlias":true},{"name":"zeta","status":"ACTIVE",)"
            R"("primaryRegistryAlias":true,"defaultRegistryAlias":false}])");
}

TEST_F(AwsAccounts, AnEmulatorRequiresNoPermissions) {
  const auth::Authorizer emulator(clock_, auth::Trust::everyone);
  EXPECT_TRUE(emulator.authorize(latest_,
                                 {.registry = own_, .user_name = "dev", .access_key_id = "x"}, {},
                                 "DeleteRepository", auth::repository_target(own_, "team/app")));
}

}  // namespace
}  // namespace berth::aws
