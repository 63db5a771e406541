// Conditions on the caller, its address, the transport and the time, in both kinds of policies.
#include <boost/json/serialize.hpp>

#include "aws_fixture.h"

namespace berth::aws {
namespace {

class AwsConditions : public AwsFixture {
 protected:
  AwsConditions() {
    create_repository("team/app");
    EXPECT_TRUE(
        accounts_.create_user({.registry = own_, .name = "ci", .created_at = clock_.now()}, {}));
    EXPECT_TRUE(accounts_.create_access_key(
        {.principal = {.registry = own_, .user_name = "ci", .access_key_id = "AKIDCI"},
         .sealed_secret = keys_.seal_secret("AKIDCI", kSecret, entropy_),
         .created_at = clock_.now()},
        {}));
  }

  // Whether the user ci may read under this condition, with a policy of its own and with one of the
  // repository.
  bool may_read_if(const std::string& condition) {
    const std::string statement =
        R"({"Effect":"Allow","Action":"ecr-public:*","Condition":)" + condition;
    set_own_policy(statement + R"(,"Resource":"*"})");
    const bool may = may_read();
    EXPECT_TRUE(accounts_.delete_user_policy(own_, "ci", "own", {}));
    set_repository_policy(statement +
                          R"(,"Principal":{"AWS":"arn:aws:iam::123456789012:user/ci"}})");
    EXPECT_EQ(may_read(), may) << condition;
    EXPECT_EQ(call("DeleteRepositoryPolicy", kName).status, 200U);
    return may;
  }
  bool may_read() { return call("DescribeImageTags", kName, "AKIDCI").status == 200; }
  void set_own_policy(const std::string& statement) {
    EXPECT_TRUE(accounts_.put_user_policy(
        own_, "ci", {.name = "own", .document = R"({"Statement":)" + statement + "}"}, {}));
  }
  void set_repository_policy(const std::string& statement) {
    const std::string text = R"({"Statement":)" + statement + "}";
    const Answer answer =
        call("SetRepositoryPolicy", R"({"repositoryName":"team/app","policyText":)" +
                                        boost::json::serialize(boost::json::value(text)) + "}");
    EXPECT_EQ(answer.status, 200U) << answer.body;
  }

  static constexpr std::string_view kName = R"({"repositoryName":"team/app"})";
  const RegistryId own_ = *RegistryId::parse("123456789012");
};

TEST_F(AwsConditions, CanTestTheAddressOfTheClient) {
  const std::string office = R"({"IpAddress":{"aws:SourceIp":["192.0.2.0/24","2001:db8::/32"]}})";
  const std::string elsewhere = R"({"NotIpAddress":{"aws:SourceIp":"192.0.2.0/24"}})";
  for (const char* address : {"192.0.2.7", "::ffff:192.0.2.7"}) {
    come_from(address);
    EXPECT_TRUE(may_read_if(office)) << address;
    EXPECT_FALSE(may_read_if(elsewhere)) << address;
  }
  come_from("2001:db8::7");
  EXPECT_TRUE(may_read_if(office));
  EXPECT_TRUE(may_read_if(elsewhere));
  come_from("198.51.100.7");
  EXPECT_FALSE(may_read_if(office));
  EXPECT_TRUE(may_read_if(elsewhere));
}

TEST_F(AwsConditions, CanTestTheTransport) {
  const std::string secure = R"({"Bool":{"aws:SecureTransport":"true"}})";
  EXPECT_FALSE(may_read_if(secure));
  EXPECT_TRUE(may_read_if(R"({"Bool":{"aws:SecureTransport":false}})"));
  scheme_ = http::Scheme::https;
  EXPECT_TRUE(may_read_if(secure));
}

TEST_F(AwsConditions, CanTestTheTime) {
  EXPECT_TRUE(may_read_if(R"({"DateLessThan":{"aws:CurrentTime":"2026-01-02T04:00:00Z"}})"));
  EXPECT_FALSE(may_read_if(R"({"DateGreaterThan":{"aws:CurrentTime":"2026-01-02T04:00:00Z"}})"));
  EXPECT_TRUE(may_read_if(R"({"DateEquals":{"aws:CurrentTime":"2026-01-02T03:04:05Z"}})"));
  EXPECT_TRUE(may_read_if(R"({"NumericLessThanEquals":{"aws:EpochTime":"1767323045"}})"));
  EXPECT_FALSE(may_read_if(R"({"DateGreaterThan":{"aws:EpochTime":"1767323045"}})"));
}

TEST_F(AwsConditions, CanTestTheCaller) {
  EXPECT_TRUE(may_read_if(R"({"StringEquals":{"aws:username":"ci"}})"));
  EXPECT_FALSE(may_read_if(R"({"StringNotLike":{"aws:username":"c*"}})"));
  EXPECT_TRUE(may_read_if(R"({"StringEquals":{"aws:PrincipalAccount":"123456789012"}})"));
  EXPECT_FALSE(may_read_if(R"({"StringEquals":{"aws:PrincipalAccount":"210987654321"}})"));
  EXPECT_TRUE(may_read_if(R"({"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/c*"}})"));
  EXPECT_TRUE(
      may_read_if(R"({"StringLike":{"aws:PrincipalArn":"arn:aws:iam::123456789012:user/*"}})"));
  EXPECT_FALSE(may_read_if(R"({"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::*:user/ci"}})"));
}

TEST_F(AwsConditions, ApplyToALogin) {
  set_own_policy(R"({"Effect":"Allow","Action":"ecr-public:GetAuthorizationToken","Resource":"*",
                     "Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}})");
  come_from("192.0.2.7");
  EXPECT_EQ(call("GetAuthorizationToken", "{}", "AKIDCI").status, 200U);
  come_from("198.51.100.7");
  EXPECT_EQ(call("GetAuthorizationToken", "{}", "AKIDCI").error(), "AccessDeniedException");
}

TEST_F(AwsConditions, ApplyToAnswersFromMemoryToo) {
  const auto may_read_twice = [this] {
    const bool may = may_read();
    EXPECT_EQ(may_read(), may);
    return may;
  };
  set_own_policy(R"({"Effect":"Allow","Action":"*","Resource":"*",
                     "Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"},
                                  "Bool":{"aws:SecureTransport":"true"},
                                  "DateLessThan":{"aws:CurrentTime":"2026-01-02T03:04:10Z"}}})");
  come_from("192.0.2.7");
  scheme_ = http::Scheme::https;
  EXPECT_TRUE(may_read_twice());
  come_from("198.51.100.7");
  EXPECT_FALSE(may_read_twice());
  come_from("192.0.2.8");
  EXPECT_TRUE(may_read_twice());
  scheme_ = http::Scheme::http;
  EXPECT_FALSE(may_read_twice());
  scheme_ = http::Scheme::https;
  EXPECT_TRUE(may_read_twice());
  clock_.advance(std::chrono::seconds(5));
  EXPECT_FALSE(may_read_twice());
}

TEST_F(AwsConditions, OnTheCallerAloneAllowAnswersFromMemory) {
  set_own_policy(R"({"Effect":"Allow","Action":"*","Resource":"*",
                     "Condition":{"StringEquals":{"aws:username":"ci"}}})");
  EXPECT_TRUE(may_read());
  const std::string date = format_basic_iso8601(clock_.now());
  http::RequestHead head = head_of("SpencerFrontendService.DescribeImageTags", date);
  head.content_length = kName.size();
  const std::string authorization = sign(head, kName, "AKIDCI");
  head.fields.push_back({"Authorization", authorization});
  EXPECT_TRUE(plane_.begin(head)->answer_now(kName));
}

TEST_F(AwsConditions, ThatMakeNoSenseAreRefusedWithThePolicy) {
  const auto refusal = [this](std::string_view condition) {
    const std::string text =
        R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Condition":)" +
        std::string(condition) + "}}";
    return call("SetRepositoryPolicy", R"({"repositoryName":"team/app","policyText":)" +
                                           boost::json::serialize(boost::json::value(text)) + "}")
        .body;
  };
  EXPECT_EQ(refusal(R"({"IpAddress":{"aws:SourceIp":"10.0.0.0/33"}})"),
            invalid("PolicyText", "Invalid repository policy provided"));
  EXPECT_EQ(
      refusal(R"({"StringLike":{"aws:SourceIp":"10.*"}})"),
      invalid("PolicyText", "condition operator StringLike with aws:SourceIp is not supported"));
}

}  // namespace
}  // namespace berth::aws
