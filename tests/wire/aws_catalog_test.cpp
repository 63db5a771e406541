// Data about registries and repositories: catalog data, resource tags, policies.
#include <boost/json/serialize.hpp>

#include "aws_fixture.h"
#include "base/encoding.h"

namespace berth::aws {
namespace {

class AwsCatalog : public AwsFixture {
 protected:
  AwsCatalog() { create_repository("app"); }

  // The beginning of a PNG of 60 x 60 pixels.
  static std::string logo() {
    using namespace std::string_literals;
    return to_base64("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x3c\0\0\0\x3c\x08\x06\0\0\0\0\0\0\0"s);
  }
  Answer tag(std::string_view tags) {
    return call("TagResource", R"({"resourceArn":")" + std::string(kArn) + R"(","tags":)" +
                                   std::string(tags) + "}");
  }
  Answer set_policy(std::string_view statement, std::string_view more = "") {
    return call("SetRepositoryPolicy", R"({"repositoryName":"app","policyText":"{\"Statement\":[)" +
                                           std::string(statement) + R"(]}")" + std::string(more) +
                                           "}");
  }

  static constexpr std::string_view kArn = "arn:aws:ecr-public::123456789012:repository/app";
};

TEST_F(AwsCatalog, CreateStoresCatalogDataAndResourceTags) {
  const Answer answer =
      call("CreateRepository", R"({"repositoryName":"full","tags":[{"Key":"team","Value":"a"}],)"
                               R"("catalogData":{"description":"d","architectures":["ARM"],)"
                               R"("operatingSystems":["Linux"],"logoImageBlob":")" +
                                   logo() + R"(","aboutText":"about","usageText":"usage"}})");
  ASSERT_EQ(answer.status, 200U) << answer.body;
  const boost::json::value data =
      call("GetRepositoryCatalogData", R"({"repositoryName":"full"})").json().at("catalogData");
  EXPECT_EQ(answer.json().at("catalogData"), data);
  EXPECT_EQ(data.at("description"), "d");
  EXPECT_TRUE(data.at("logoUrl").as_string().starts_with("http://localhost:5000/logo/"));
  EXPECT_EQ(call("ListTagsForResource",
                 R"({"resourceArn":"arn:aws:ecr-public::123456789012:repository/full"})")
                .body,
            R"({"tags":[{"Key":"team","Value":"a"}]})");
}

TEST_F(AwsCatalog, CreateStoresAllOrNothing) {
  for (const std::string_view more :
       {R"("tags":[{"Key":"aws:a","Value":""}])", R"("tags":[{"Key":"a"}])",
        R"("tags":[{"Key":"a","Value":"1"},{"Key":"a","Value":"2"}])",
        R"("catalogData":{"logoImageBlob":"AAAA"})"}) {
    const Answer answer =
        call("CreateRepository", R"({"repositoryName":"none",)" + std::string(more) + "}");
    EXPECT_EQ(answer.status, 400U);
    EXPECT_EQ(answer.error(),
              more.contains("logo") ? "InvalidParameterException" : "InvalidTagParameterException");
  }
  EXPECT_EQ(call("GetRepositoryCatalogData", R"({"repositoryName":"none"})").error(),
            "RepositoryNotFoundException");
}

TEST_F(AwsCatalog, CatalogDataIsEmptyUntilItIsSet) {
  EXPECT_EQ(call("GetRepositoryCatalogData", R"({"repositoryName":"app"})").body,
            R"({"catalogData":{}})");
}

TEST_F(AwsCatalog, PutReplacesCatalogDataAsAWhole) {
  call("PutRepositoryCatalogData",
       R"({"repositoryName":"app","catalogData":{"description":"d","aboutText":"a"}})");
  EXPECT_EQ(call("PutRepositoryCatalogData",
                 R"({"repositoryName":"app","catalogData":{"aboutText":"b","architectures":[]}})")
                .body,
            R"({"catalogData":{"aboutText":"b"}})");
}

TEST_F(AwsCatalog, ARegistryHasADisplayName) {
  EXPECT_EQ(call("GetRegistryCatalogData", "{}").body, R"({"registryCatalogData":{}})");
  EXPECT_EQ(call("PutRegistryCatalogData", R"({"displayName":"Acme"})").body,
            R"({"registryCatalogData":{"displayName":"Acme"}})");
  EXPECT_EQ(call("GetRegistryCatalogData", "{}").body,
            R"({"registryCatalogData":{"displayName":"Acme"}})");
  EXPECT_EQ(call("PutRegistryCatalogData", "{}").body, R"({"registryCatalogData":{}})");
}

TEST_F(AwsCatalog, ResourceTagsAreAddedReplacedAndRemoved) {
  EXPECT_EQ(tag(R"([{"Key":"b","Value":"1"},{"Key":"a","Value":""}])").body, "{}");
  EXPECT_EQ(tag(R"([{"Key":"b","Value":"2"}])").body, "{}");
  const std::string list = R"({"resourceArn":")" + std::string(kArn) + "\"}";
  EXPECT_EQ(call("ListTagsForResource", list).body,
            R"({"tags":[{"Key":"a","Value":""},{"Key":"b","Value":"2"}]})");
  EXPECT_EQ(call("UntagResource",
                 R"({"resourceArn":")" + std::string(kArn) + R"(","tagKeys":["a","none"]})")
                .body,
            "{}");
  EXPECT_EQ(call("ListTagsForResource", list).body, R"({"tags":[{"Key":"b","Value":"2"}]})");
}

TEST_F(AwsCatalog, OnlyRepositoriesHaveResourceTags) {
  EXPECT_EQ(call("ListTagsForResource",
                 R"({"resourceArn":"arn:aws:ecr-public::123456789012:registry/123456789012"})")
                .body,
            invalid("resourceArn", "Invalid ARN"));
}

TEST_F(AwsCatalog, APolicyIsReturnedReformatted) {
  EXPECT_EQ(call("GetRepositoryPolicy", R"({"repositoryName":"app"})").body,
            R"({"__type":"RepositoryPolicyNotFoundException","message":"Repository policy does )"
            R"(not exist for the repository with name 'app' in the registry with id )"
            R"('123456789012'"})");
  const Answer set = set_policy(R"({\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"210987654321\"},)"
                                R"(\"Action\":[\"ecr-public:PutImage\"]})");
  const std::string expected =
      R"({"registryId":"123456789012","repositoryName":"app","policyText":"{\n  \"Statement\" : )"
      R"([ {\n    \"Effect\" : \"Allow\",\n    \"Principal\" : {\n      \"AWS\" : )"
      R"(\"210987654321\"\n    },\n    \"Action\" : [ \"ecr-public:PutImage\" ]\n  } ]\n}"})";
  EXPECT_EQ(set.body, expected);
  EXPECT_EQ(call("GetRepositoryPolicy", R"({"repositoryName":"app"})").body, expected);
  EXPECT_EQ(call("DeleteRepositoryPolicy", R"({"repositoryName":"app"})").body, expected);
  EXPECT_EQ(call("DeleteRepositoryPolicy", R"({"repositoryName":"app"})").error(),
            "RepositoryPolicyNotFoundException");
}

TEST_F(AwsCatalog, AReturnedPolicyCanBeSetAgainHoweverLongItIs) {
  const auto statements = [](int count) {
    constexpr std::string_view kStatement =
        R"({\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\"})";
    std::string text(kStatement);
    for (int i = 1; i < count; ++i) text.append(1, ',').append(kStatement);
    return text;
  };
  const auto text_of = [](const Answer& answer) {
    return std::string(answer.json().at("policyText").as_string());
  };
  for (const int count : {90, 180}) {
    ASSERT_EQ(set_policy(statements(count)).status, 200U);
    const std::string text = text_of(call("GetRepositoryPolicy", R"({"repositoryName":"app"})"));
    EXPECT_EQ(text.contains('\n'), count == 90);  // 180 would be 13,000 bytes
    const std::string request = boost::json::serialize(
        boost::json::object{{"repositoryName", "app"}, {"policyText", text}});
    EXPECT_EQ(text_of(call("SetRepositoryPolicy", request)), text);
    EXPECT_EQ(call("DescribeImageTags", R"({"repositoryName":"app"})").status, 200U);
  }
  EXPECT_EQ(set_policy(statements(360)).error(), "InvalidParameterException");
}

TEST_F(AwsCatalog, AnInvalidPolicyIsRefusedLikeByTheRealService) {
  EXPECT_EQ(set_policy("{}").body, invalid("PolicyText", "Invalid repository policy provided"));
  EXPECT_EQ(set_policy(
                R"({\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"})")
                .body,
            invalid("PolicyText", "Invalid repository policy provided"));
  for (const std::string_view principal :
       {"000000000000", "arn:aws:iam::123456789012:user/nobody"}) {
    EXPECT_EQ(set_policy(R"({\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\")" +
                         std::string(principal) + R"(\"},\"Action\":\"*\"})")
                  .body,
              invalid("PolicyText", "Principal not found"));
  }
}

TEST_F(AwsCatalog, APolicyThatOnlyBerthRefusesIsRefusedWithTheReason) {
  const auto refusal = [this](std::string_view more) {
    return set_policy(R"({\"Effect\":\"Allow\",\"Action\":\"*\",)" + std::string(more) + "}").body;
  };
  EXPECT_EQ(refusal(R"(\"Principal\":\"*\",\"Condition\":{\"StringEquals\":)"
                    R"({\"aws:SourceVpc\":\"10.0.0.1\"}})"),
            invalid("PolicyText", "condition key aws:SourceVpc is not supported"));
  EXPECT_EQ(refusal(R"(\"Principal\":{\"AWS\":\"arn:aws:iam::123456789012:role/r\"})"),
            invalid("PolicyText", "Principal 'arn:aws:iam::123456789012:role/r' is not supported"));
}

TEST_F(AwsCatalog, APolicyThatLocksItsAuthorOutNeedsForce) {
  constexpr std::string_view kDenial =
      R"({\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"ecr-public:SetRepositoryPolicy\"})";
  EXPECT_EQ(set_policy(kDenial).error(), "InvalidParameterException");
  EXPECT_EQ(call("GetRepositoryPolicy", R"({"repositoryName":"app"})").error(),
            "RepositoryPolicyNotFoundException");
  EXPECT_EQ(set_policy(kDenial, R"(,"force":true)").status, 200U);
  EXPECT_TRUE(
      set_policy(kDenial).message().ends_with("with an explicit deny in a resource-based policy"));
}

}  // namespace
}  // namespace berth::aws
