// Answers of the AWS plane from memory equal its answers from the stores.
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
    return plane_.begin(signed_head(access_key_id))->answer_now(kBody);
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
  const auto exchange = plane_.begin(head);
  ASSERT_TRUE(exchange->answer_now(kBody));
  const http::RequestNotes notes = exchange->notes();
  EXPECT_EQ(notes.operation, "DescribeImageTags");
  EXPECT_EQ(notes.resource, "cached");
  EXPECT_EQ(notes.caller, "arn:aws:iam::123456789012:user/admin");
}

TEST_F(AwsAnswerCacheTest, RepeatsALargePageFromAFile) {
  for (int i = 0; i < 300; ++i) push(repository_, "image", std::to_string(i));
  const Answer first = call("DescribeImageTags", kBody);
  EXPECT_GT(first.body.size(), plane::kMinFiledBytes);
  EXPECT_FALSE(recall());
  EXPECT_EQ(call("DescribeImageTags", kBody).body, first.body);
  const auto known = recall();
  ASSERT_TRUE(known);
  EXPECT_TRUE(std::holds_alternative<http::StoredRange>(known->body));
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

TEST_F(AwsAnswerCacheTest, KeepsPagesAndSignersWhenOtherRepositoriesChange) {
  push(repository_, "image", "1");
  const Repository other = create_repository("other");
  call("DescribeImageTags", kBody);
  push(other, "image", "1");
  push(other, "newer image", "1");
  ASSERT_TRUE(metadata_.put_repository_policy(other, {.text = "{}"}, {}));
  ASSERT_TRUE(accounts_.delete_access_key("AKIDOTHER", {}));
  EXPECT_TRUE(recall());
}

TEST_F(AwsAnswerCacheTest, ForgetsWhenThePolicyOfTheRepositoryChanges) {
  push(repository_, "image", "1");
  call("DescribeImageTags", kBody);
  const std::string denied =
      R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"*"}})";
  ASSERT_TRUE(metadata_.put_repository_policy(repository_, {.text = denied}, {}));
  EXPECT_FALSE(recall());
  EXPECT_EQ(call("DescribeImageTags", kBody).error(), "AccessDeniedException");
}

TEST_F(AwsAnswerCacheTest, ForgetsWhenTheRepositoryIsMadeAgain) {
  push(repository_, "image", "1");
  call("DescribeImageTags", kBody);
  ASSERT_TRUE(metadata_.delete_repository(repository_, RepositoryContent::is_deleted_too,
                                          {.at = clock_.now()}));
  create_repository("cached");
  EXPECT_FALSE(recall());
  EXPECT_THAT(call("DescribeImageTags", kBody).body,
              testing::Not(testing::HasSubstr(R"("imageTag":"1")")));
}

TEST_F(AwsAnswerCacheTest, ForgetsWhenAPolicyChanges) {
  push(repository_, "image", "1");
  EXPECT_EQ(call("DescribeImageTags", kBody).status, 200U);
  ASSERT_TRUE(accounts_.delete_user_policy(*RegistryId::parse("123456789012"), "admin",
                                           auth::kAdministratorPolicy, {}));
  EXPECT_FALSE(recall());
  EXPECT_EQ(call("DescribeImageTags", kBody).error(), "AccessDeniedException");
}

TEST_F(AwsAnswerCacheTest, ForgetsWhenAKeyIsRevoked) {
  push(repository_, "image", "1");
  EXPECT_EQ(call("DescribeImageTags", kBody).status, 200U);
  ASSERT_TRUE(accounts_.delete_access_key(kAccessKeyId, {}));
  EXPECT_FALSE(recall());
  EXPECT_EQ(call("DescribeImageTags", kBody).error(), "UnrecognizedClientException");
}

TEST_F(AwsAnswerCacheTest, AnswersOnlyTheSignerOfTheRequest) {
  push(repository_, "image", "1");
  call("DescribeImageTags", kBody);
  EXPECT_FALSE(recall("AKIDOTHER"));
  http::RequestHead forged = signed_head();
  authorization_.back() = authorization_.back() == '0' ? '1' : '0';
  forged.fields.back().value = authorization_;
  EXPECT_FALSE(plane_.begin(forged)->answer_now(kBody));
  EXPECT_EQ(read(plane_.begin(forged)->answer(kBody)).error(), "InvalidSignatureException");
  const http::RequestHead late = signed_head();
  clock_.advance(std::chrono::hours(1));
  EXPECT_FALSE(plane_.begin(late)->answer_now(kBody));
}

TEST_F(AwsAnswerCacheTest, LearnsNoSignerFromAForgery) {
  http::RequestHead forged = signed_head();
  authorization_.back() = authorization_.back() == '0' ? '1' : '0';
  forged.fields.back().value = authorization_;
  auth::SignedRequest forgery(forged, "ecr-public");
  EXPECT_FALSE(authenticator_.verify_signature(*metadata_.reader(), forgery, kBody));
  const http::RequestHead head = signed_head();
  auth::SignedRequest request(head, "ecr-public");
  EXPECT_FALSE(authenticator_.recall_signer(request, kBody, Patience::cannot_wait));
  EXPECT_TRUE(authenticator_.verify_signature(*metadata_.reader(), request, kBody));
  EXPECT_TRUE(authenticator_.recall_signer(request, kBody, Patience::cannot_wait));
}

// Shown in a way that no client would use: the second body is not looked at.
TEST_F(AwsAnswerCacheTest, ComputesASignatureOnceForARequest) {
  const http::RequestHead head = signed_head();
  auth::SignedRequest request(head, "ecr-public");
  EXPECT_TRUE(authenticator_.verify_signature(*metadata_.reader(), request, kBody));
  EXPECT_TRUE(authenticator_.verify_signature(*metadata_.reader(), request, "another body"));
  push(repository_, "image", "newer");  // after a commit the key is looked up again
  EXPECT_TRUE(authenticator_.verify_signature(*metadata_.reader(), request, "another body"));
  ASSERT_TRUE(accounts_.delete_access_key(kAccessKeyId, {}));
  EXPECT_FALSE(authenticator_.verify_signature(*metadata_.reader(), request, kBody));
}

TEST_F(AwsAnswerCacheTest, LeavesEverythingElseToTheStores) {
  const std::string body = R"({"registryIds":["123456789012"]})";
  http::RequestHead head = head_of("SpencerFrontendService.GetAuthorizationToken");
  const std::string authorization = sign(head, body);
  head.fields.push_back({"Authorization", authorization});
  EXPECT_EQ(read(plane_.begin(head)->answer(body)).status, 200U);
  EXPECT_FALSE(plane_.begin(head)->answer_now(body));
}

TEST_F(AwsAnswerCacheTest, LeavesListingsToTheSocketThreadAndTheRestToWorkers) {
  EXPECT_EQ(plane_.begin(signed_head())->effort(), http::Effort::brief);
  for (const char* operation :
       {"BatchDeleteImage", "CreateRepository", "DescribeImages", "NoOperation"}) {
    const std::string target = "SpencerFrontendService." + std::string(operation);
    EXPECT_EQ(plane_.begin(head_of(target))->effort(), http::Effort::may_wait) << operation;
  }
  http::RequestHead long_one = signed_head();
  long_one.content_length = kMaxBriefRequestBytes + 1;
  EXPECT_EQ(plane_.begin(long_one)->effort(), http::Effort::may_wait);
  long_one.content_length.reset();  // chunked: not known
  EXPECT_EQ(plane_.begin(long_one)->effort(), http::Effort::may_wait);
}

}  // namespace
}  // namespace berth::aws
