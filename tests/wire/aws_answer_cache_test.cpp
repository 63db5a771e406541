// What the AWS plane answers from memory is what it would answer from the stores.
#include <gmock/gmock.h>

#include "aws_fixture.h"

namespace berth::aws {
namespace {

class AwsAnswerCacheTest : public AwsFixture {
 protected:
  static constexpr std::string_view kBody = R"({"maxResults":1000,"repositoryName":"cached"})";

  http::RequestHead signed_head(std::string_view access_key_id = kAccessKeyId) {
    date_ = format_basic_iso8601(clock_.now());
    http::RequestHead head = head_of("SpencerFrontendService.DescribeImageTags", date_);
    head.content_length = kBody.size();
    authorization_ = sign(head, kBody, access_key_id);
    head.fields.push_back({"Authorization", authorization_});
    return head;
  }
  std::optional<http::Response> recall(std::string_view access_key_id = kAccessKeyId) {
    return plane_.answer_now(signed_head(access_key_id), kBody);
  }

  std::string date_;
  std::string authorization_;
  const Repository repository_ = create_repository("cached");
};

TEST_F(AwsAnswerCacheTest, RepeatsAPage) {
  push(repository_, "image", "1");
  EXPECT_FALSE(recall());
  const Answer first = call("DescribeImageTags", kBody);
  const auto known = recall();
  ASSERT_TRUE(known);
  EXPECT_EQ(http::text_of(*known), first.body);
}

TEST_F(AwsAnswerCacheTest, NotesTheSameForTheLog) {
  call("DescribeImageTags", kBody);
  const http::RequestHead head = signed_head();
  ASSERT_TRUE(plane_.answer_now(head, kBody));
  EXPECT_EQ(head.notes.operation, "DescribeImageTags");
  EXPECT_EQ(head.notes.resource, "cached");
  EXPECT_EQ(head.notes.caller, "arn:aws:iam::123456789012:user/admin");
}

TEST_F(AwsAnswerCacheTest, RepeatsALargePageOutOfAFileFromTheSecondTimeOn) {
  for (int i = 0; i < 300; ++i) push(repository_, "image", std::to_string(i));
  const Answer first = call("DescribeImageTags", kBody);
  EXPECT_GT(first.body.size(), plane::kMinFiledBytes);
  EXPECT_FALSE(recall());
  EXPECT_EQ(call("DescribeImageTags", kBody).body, first.body);
  const auto known = recall();
  ASSERT_TRUE(known);
  EXPECT_TRUE(std::holds_alternative<http::FileRange>(known->body));
  EXPECT_EQ(read(*known).body, first.body);
  push(repository_, "image", "new");
  EXPECT_FALSE(recall());
  EXPECT_THAT(call("DescribeImageTags", kBody).body, testing::HasSubstr(R"("imageTag":"new")"));
}

TEST_F(AwsAnswerCacheTest, ForgetsWhenATagIsPushed) {
  push(repository_, "image", "1");
  call("DescribeImageTags", kBody);
  push(repository_, "image", "2");
  EXPECT_FALSE(recall());
  EXPECT_THAT(call("DescribeImageTags", kBody).body, testing::HasSubstr(R"("imageTag":"2")"));
}

TEST_F(AwsAnswerCacheTest, ForgetsWhenAPolicyChanges) {
  push(repository_, "image", "1");
  EXPECT_EQ(call("DescribeImageTags", kBody).status, 200U);
  ASSERT_TRUE(accounts_.delete_user_policy(*RegistryId::parse("123456789012"), "admin",
                                           auth::kAdministratorPolicy));
  EXPECT_FALSE(recall());
  EXPECT_EQ(call("DescribeImageTags", kBody).error(), "AccessDeniedException");
}

TEST_F(AwsAnswerCacheTest, ForgetsWhenAKeyIsRevoked) {
  push(repository_, "image", "1");
  EXPECT_EQ(call("DescribeImageTags", kBody).status, 200U);
  ASSERT_TRUE(accounts_.delete_access_key(kAccessKeyId));
  EXPECT_FALSE(recall());
  EXPECT_EQ(call("DescribeImageTags", kBody).error(), "UnrecognizedClientException");
}

TEST_F(AwsAnswerCacheTest, AnswersOnlyWhoSignedTheRequest) {
  push(repository_, "image", "1");
  call("DescribeImageTags", kBody);
  EXPECT_FALSE(recall("AKIDOTHER"));
  http::RequestHead forged = signed_head();
  authorization_.back() = authorization_.back() == '0' ? '1' : '0';
  forged.fields.back().value = authorization_;
  EXPECT_FALSE(plane_.answer_now(forged, kBody));
  EXPECT_EQ(read(plane_.handle(forged, kBody)).error(), "InvalidSignatureException");
  const http::RequestHead late = signed_head();
  clock_.advance(std::chrono::hours(1));
  EXPECT_FALSE(plane_.answer_now(late, kBody));
}

TEST_F(AwsAnswerCacheTest, KnowsNoSignerByAForgery) {
  http::RequestHead forged = signed_head();
  authorization_.back() = authorization_.back() == '0' ? '1' : '0';
  forged.fields.back().value = authorization_;
  EXPECT_FALSE(authenticator_.verify_signature(forged, kBody, "ecr-public"));
  const http::RequestHead head = signed_head();
  EXPECT_FALSE(authenticator_.recall_signer(head, kBody, "ecr-public"));
  EXPECT_TRUE(authenticator_.verify_signature(head, kBody, "ecr-public"));
  EXPECT_TRUE(authenticator_.recall_signer(head, kBody, "ecr-public"));
}

TEST_F(AwsAnswerCacheTest, LeavesEverythingElseToTheStores) {
  const std::string body = R"({"registryIds":["123456789012"]})";
  http::RequestHead head = head_of("SpencerFrontendService.GetAuthorizationToken");
  const std::string authorization = sign(head, body);
  head.fields.push_back({"Authorization", authorization});
  EXPECT_EQ(read(plane_.handle(head, body)).status, 200U);
  EXPECT_FALSE(plane_.answer_now(head, body));
}

TEST_F(AwsAnswerCacheTest, LeavesListingsToTheSocketThreadAndAllElseToWorkers) {
  EXPECT_EQ(plane_.effort(signed_head()), http::Effort::brief);
  for (const char* operation :
       {"BatchDeleteImage", "CreateRepository", "DescribeImages", "NoOperation"}) {
    const std::string target = "SpencerFrontendService." + std::string(operation);
    EXPECT_EQ(plane_.effort(head_of(target)), http::Effort::may_wait) << operation;
  }
  http::RequestHead long_one = signed_head();
  long_one.content_length = kMaxBriefRequestBytes + 1;
  EXPECT_EQ(plane_.effort(long_one), http::Effort::may_wait);
  long_one.content_length.reset();  // chunked: nobody knows
  EXPECT_EQ(plane_.effort(long_one), http::Effort::may_wait);
}

}  // namespace
}  // namespace berth::aws
