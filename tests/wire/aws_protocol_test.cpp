// What the AWS plane does before an operation runs, other than its answers: those are in
// cases/aws/.
#include "aws_fixture.h"

namespace berth::aws {
namespace {

constexpr std::string_view kTarget = "SpencerFrontendService.DescribeRegistries";

class AwsProtocol : public AwsFixture {
 protected:
  Answer send_with(std::string_view authorization, std::string_view body = "{}") {
    http::RequestHead head = head_of(kTarget);
    head.fields.push_back({"Authorization", authorization});
    return send(head, body);
  }
};

TEST_F(AwsProtocol, NotesCallerOperationAndResourceForTheLog) {
  http::RequestHead head = head_of("SpencerFrontendService.DeleteRepository");
  const std::string_view body = R"({"repositoryName":"gone"})";
  const std::string authorization = sign(head, body);
  head.fields.push_back({"Authorization", authorization});
  const auto exchange = plane_.begin(head);
  EXPECT_EQ(exchange->answer(body).error_code, "RepositoryNotFoundException");
  const http::RequestNotes notes = exchange->notes();
  EXPECT_EQ(notes.operation, "DeleteRepository");
  EXPECT_EQ(notes.resource, "gone");
  EXPECT_EQ(notes.caller, "arn:aws:iam::123456789012:user/admin");
  EXPECT_EQ(notes.access_key_id.text(), kAccessKeyId);
}

TEST_F(AwsProtocol, NotesTheImagesToDeleteAndHowManyFailed) {
  push(create_repository("app"), "image", "v1");
  http::RequestHead head = head_of("SpencerFrontendService.BatchDeleteImage");
  const std::string_view body =
      R"({"repositoryName":"app","imageIds":[{"imageTag":"v1"},{"imageTag":"v2"}]})";
  const std::string authorization = sign(head, body);
  head.fields.push_back({"Authorization", authorization});
  const auto exchange = plane_.begin(head);
  EXPECT_EQ(exchange->answer(body).status, 200U);
  EXPECT_EQ(exchange->notes().images, "v1,v2");
  EXPECT_EQ(exchange->notes().failed_images, 1U);
}

TEST_F(AwsProtocol, NotesNothingThatAStrangerClaims) {
  http::RequestHead head = head_of("SpencerFrontendService.DeleteRepository");
  const auto exchange = plane_.begin(head);
  EXPECT_EQ(exchange->answer(R"({"repositoryName":"gone"})").error_code,
            "MissingAuthenticationTokenException");
  const http::RequestNotes notes = exchange->notes();
  EXPECT_EQ(notes.operation, "DeleteRepository");
  EXPECT_EQ(notes.resource, "");
  EXPECT_EQ(notes.caller, "");
  EXPECT_TRUE(notes.access_key_id.empty());
}

TEST_F(AwsProtocol, NotesOnlyTheKeyOfARefusedSignature) {
  const auto noted = [this](const std::string& authorization, bool is_large) {
    http::RequestHead head = head_of("SpencerFrontendService.PutImage");
    head.fields.push_back({"Authorization", authorization});
    const auto exchange = plane_.begin(head);
    if (is_large) {
      EXPECT_TRUE(std::holds_alternative<http::Response>(exchange->open()));
    } else {
      EXPECT_EQ(exchange->answer("{}").status, 400U);
    }
    EXPECT_EQ(exchange->notes().caller, "");
    return std::string(exchange->notes().access_key_id.text());
  };
  const http::RequestHead head = head_of("SpencerFrontendService.PutImage");
  const std::string unknown_id = "AKIAUNKNOWNUNKNOWN42";
  for (const bool is_large : {false, true}) {
    EXPECT_EQ(noted(sign(head, "{}", unknown_id), is_large), unknown_id);
    EXPECT_EQ(noted("AWS4-HMAC-SHA256 Credential=" + unknown_id, is_large), unknown_id);
    EXPECT_EQ(noted(sign(head, "{}", kSecret), is_large), "");
    EXPECT_EQ(noted(sign(head, "{}", std::string(10'000, 'A')), is_large), "");
    EXPECT_EQ(noted(sign(head, "{}", "akiaunknownunknown42"), is_large), "");
  }
  EXPECT_EQ(noted(sign(head, "{}", kAccessKeyId, "wrong"), /*is_large=*/false), kAccessKeyId);
}

TEST_F(AwsProtocol, NotesNoResourceThatIsTooLong) {
  http::RequestHead head = head_of("SpencerFrontendService.TagResource");
  const std::string body = R"({"resourceArn":")" + std::string(257, 'a') + R"(","tags":[]})";
  const std::string authorization = sign(head, body);
  head.fields.push_back({"Authorization", authorization});
  const auto exchange = plane_.begin(head);
  EXPECT_EQ(exchange->answer(body).status, 400U);
  EXPECT_EQ(exchange->notes().resource, "");
}

TEST_F(AwsProtocol, RefusesTheWrongSecretAndTamperedBodies) {
  constexpr std::string_view kMismatch =
      R"({"__type":"InvalidSignatureException","message":"The request signature we calculated )"
      R"(does not match the signature you provided. Check your AWS Secret Access Key and signing )"
      R"(method. Consult the service documentation for details."})";
  EXPECT_EQ(send_with(sign(head_of(kTarget), "{}", kAccessKeyId, "wrong")).body, kMismatch);
  EXPECT_EQ(send_with(sign(head_of(kTarget), "{}"), "{ }").body, kMismatch);
  std::string truncated = sign(head_of(kTarget), "{}");
  truncated.pop_back();
  EXPECT_EQ(send_with(truncated).body, kMismatch);
}

TEST_F(AwsProtocol, RefusesTheBodyIfTheSignatureCannotBeValid) {
  const auto refusal = [this](std::string_view key_id, std::string_view date,
                              std::string_view service) {
    http::RequestHead head = head_of("SpencerFrontendService.UploadLayerPart", date);
    std::string authorization = sign(head, "", key_id);
    constexpr std::string_view kService = "ecr-public";
    authorization.replace(authorization.find(kService), kService.size(), service);
    head.fields.push_back({"Authorization", authorization});
    const auto exchange = plane_.begin(head);
    auto opened = exchange->open();
    const auto* response = std::get_if<http::Response>(&opened);
    return response == nullptr ? std::string() : read(*response).error();
  };
  EXPECT_EQ(refusal(kAccessKeyId, kNow, "ecr-public"), "");
  EXPECT_EQ(refusal("AKIDNOBODY", kNow, "ecr-public"), "UnrecognizedClientException");
  EXPECT_EQ(refusal(kAccessKeyId, kNow, "s3"), "InvalidSignatureException");
  EXPECT_EQ(refusal(kAccessKeyId, "20260102T033405Z", "ecr-public"), "InvalidSignatureException");
}

TEST_F(AwsProtocol, HoldsOnlySmallRequestsOfStrangers) {
  http::RequestHead head = head_of(kTarget);
  const auto is_held = [&] {
    return std::holds_alternative<http::WholeBody>(plane_.begin(head)->plan());
  };
  const auto refusal = [&] {
    const auto exchange = plane_.begin(head);
    const auto opened = exchange->open();
    const auto* response = std::get_if<http::Response>(&opened);
    return response == nullptr ? std::string_view() : response->error_code;
  };
  head.content_length = kMaxStrangersRequestBytes;
  EXPECT_TRUE(is_held());
  EXPECT_EQ(std::get<http::WholeBody>(plane_.begin(head)->plan()).limit_bytes,
            kMaxStrangersRequestBytes);
  head.content_length = kMaxStrangersRequestBytes + 1;
  EXPECT_FALSE(is_held());
  EXPECT_EQ(refusal(), "MissingAuthenticationTokenException");
  head.content_length = kMaxRequestBytes + 1;
  EXPECT_EQ(refusal(), "RequestEntityTooLargeException");
  head.content_length = std::nullopt;
  head.fields.push_back({"Transfer-Encoding", "chunked"});
  EXPECT_FALSE(is_held());
  http::RequestHead elsewhere = head_of("AmazonSQS.SendMessage");
  elsewhere.content_length = kMaxStrangersRequestBytes + 1;
  head = elsewhere;
  EXPECT_EQ(refusal(), "UnknownOperationException");
}

TEST_F(AwsProtocol, HoldsOnlyAShareForAKnownButUnprovenKey) {
  constexpr std::uint64_t kShareBytes = 64 * 1024;
  ByteBudget budget(kShareBytes * kSharesOfABudget);
  const plane::BodyRoom room{budget, folder_.path()};
  Plane plane(services_, keys_, room, {});
  std::vector<std::unique_ptr<http::Exchange>> exchanges;
  std::vector<std::unique_ptr<http::BodySink>> slow;
  const std::string piece(16 * 1024, ' ');
  const std::string body = "{}" + piece;
  http::RequestHead head = head_of(kTarget);
  const std::string forged = sign(head, body, kAccessKeyId, "a guess");
  head.fields.push_back({"Authorization", forged});
  head.content_length = body.size();
  unsigned status = 0;
  for (int i = 0; i < 100 && status == 0; ++i) {
    // From many addresses, like a botnet.
    head.client_address = *IpAddress::parse("192.0.2." + std::to_string(i));
    exchanges.push_back(plane.begin(head));
    auto opened = exchanges.back()->open();
    if (const auto* refusal = std::get_if<http::Response>(&opened)) {
      status = refusal->status;
      break;
    }
    slow.push_back(std::move(std::get<std::unique_ptr<http::BodySink>>(opened)));
    const auto early = slow.back()->write(std::as_bytes(std::span(piece)));
    if (early) status = early->status;
    EXPECT_LE(budget.held_bytes(), kShareBytes);
  }
  EXPECT_EQ(status, 503U);
  // A client with another key is served, even from an address that already holds something.
  http::RequestHead other = head_of(kTarget);
  const std::string honest = sign(other, body, "AKIDOTHER");
  other.fields.push_back({"Authorization", honest});
  other.content_length = body.size();
  other.client_address = *IpAddress::parse("192.0.2.1");
  const auto exchange = plane.begin(other);
  auto opened = exchange->open();
  http::BodySink& sink = *std::get<std::unique_ptr<http::BodySink>>(opened);
  EXPECT_FALSE(sink.write(std::as_bytes(std::span(body))));
  EXPECT_EQ(sink.finish().status, 200U);
}

TEST_F(AwsProtocol, ReportsErrorsOfTheServerInItsFormat) {
  const http::RequestHead head = head_of(kTarget);
  const auto body_of = [](const http::Response& response) {
    return std::string(http::text_of(response).value());
  };
  EXPECT_EQ(plane_.begin(head)->too_large(1024).status, 413U);
  EXPECT_EQ(body_of(plane_.begin(head)->too_large(1024)),
            R"({"__type":"RequestEntityTooLargeException",)"
            R"("message":"The request is larger than the limit of 1024 bytes"})");
  EXPECT_EQ(plane_.begin(head)->failed().status, 500U);
  EXPECT_EQ(body_of(plane_.begin(head)->failed()),
            R"({"__type":"ServerException",)"
            R"("message":"These errors are associated with a server-side issue."})");
}

TEST_F(AwsProtocol, RefusesForTheServerInItsOwnWords) {
  const auto refused = [this](unsigned status) {
    const http::Response response =
        plane_.begin({})->refused({.status = status, .reason = "A reason"});
    EXPECT_EQ(response.status, status);
    const auto body = boost::json::parse(http::text_of(response).value());
    EXPECT_EQ(body.at("message"), "A reason");
    return std::string(body.at("__type").as_string());
  };
  for (const unsigned status : {400U, 414U, 431U, 501U, 505U}) {
    EXPECT_EQ(refused(status), "MalformedHttpRequestException");
  }
  EXPECT_EQ(refused(408), "RequestTimeoutException");
  EXPECT_EQ(refused(413), "RequestEntityTooLargeException");
  EXPECT_EQ(refused(429), "ThrottlingException");
  EXPECT_EQ(refused(503), "ServiceUnavailable");
}

TEST_F(AwsProtocol, IsAtTheRootWithAnyNumberOfSlashes) {
  create_repository("app");
  const std::string body = R"({"repositoryName":"app"})";
  for (const std::string_view signed_path : {"//", "/"}) {
    http::RequestHead head = head_of(kTarget);
    head.path = signed_path;
    const std::string authorization = sign(head, body);
    head.target = head.path = "//";
    head.fields.push_back({"Authorization", authorization});
    EXPECT_EQ(send(head, body).status, 200U) << signed_path;
  }
}

}  // namespace
}  // namespace berth::aws
