#include "app/front_door.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <stdexcept>

#include "base/file.h"
#include "http/refusal.h"

namespace berth::app {
namespace {

// A plane that answers with its own name.
class NamedPlane final : public http::Handler {
 public:
  explicit NamedPlane(std::string name) : name_(std::move(name)) {}

  [[nodiscard]] std::unique_ptr<http::Exchange> begin(const http::RequestHead& head) override {
    return std::make_unique<NamedExchange>(head, name_);
  }

 private:
  class NamedExchange final : public http::Exchange {
   public:
    NamedExchange(const http::RequestHead& head, const std::string& name)
        : Exchange(head), name_(name) {}

    http::BodyPlan plan() override { return http::StreamedBody{}; }
    http::Response answer(std::string_view) override { return http::text_response(200, name_); }
    std::variant<http::Response, std::unique_ptr<http::BodySink>> open() override {
      return answer({});
    }
    http::Response too_large(std::uint64_t) override { return answer({}); }
    http::Response refused(const http::Refusal&) override { return answer({}); }
    http::Response failed() override { return answer({}); }

   private:
    const std::string& name_;
  };

  const std::string name_;
};

class FrontDoorTest : public testing::Test {
 protected:
  static http::RequestHead request(http::Method method, std::string_view path) {
    http::RequestHead head;
    head.method = method;
    head.target = path;
    head.path = path;
    return head;
  }
  std::string answer(http::Method method, std::string_view path) {
    return std::get<std::string>(door_.begin(request(method, path))->answer("").body);
  }

  NamedPlane aws_{"aws"};
  NamedPlane sts_{"sts"};
  NamedPlane oci_{"oci"};
  NamedPlane logos_{"logos"};
  NamedPlane gallery_{"gallery"};
  SystemClock clock_;
  File log_file_{::memfd_create("log", MFD_CLOEXEC)};
  ops::Log log_{log_file_.descriptor(), ops::LogLevel::info, clock_};
  FrontDoor door_{{.aws = aws_, .sts = sts_, .oci = oci_, .logos = logos_}, log_};
  FrontDoor gallery_door_{
      {.aws = aws_, .sts = sts_, .oci = oci_, .logos = logos_, .gallery = &gallery_}, log_};
};

constexpr http::Field kFromABrowser{.name = "Accept", .value = "text/html,*/*;q=0.8"};

TEST_F(FrontDoorTest, SendsPathsOfNoPlaneToTheGallery) {
  const auto answer_of = [this](http::Method method, std::string_view path) {
    return std::get<std::string>(gallery_door_.begin(request(method, path))->answer("").body);
  };
  for (const char* path :
       {"/acme", "/acme/app:v1", "/-/search", "/nowhere", "/v2x", "/robots.txt"}) {
    EXPECT_EQ(answer_of(http::Method::get, path), "gallery") << path;
  }
  EXPECT_EQ(answer_of(http::Method::post, "/describeImageTags"), "gallery");
  EXPECT_EQ(answer_of(http::Method::get, "/v2/"), "oci");
  EXPECT_EQ(answer_of(http::Method::get, "/logo/x.png"), "logos");
  EXPECT_EQ(answer_of(http::Method::get, "/healthz"), "ok\n");
}

TEST_F(FrontDoorTest, ShowsTheGalleryAtTheRootToThoseThatAskForAPage) {
  const auto answer_of = [this](const http::RequestHead& head) {
    return std::get<std::string>(gallery_door_.begin(head)->answer("").body);
  };
  http::RequestHead head = request(http::Method::get, "/");
  EXPECT_TRUE(answer_of(head).starts_with("Berth"));
  head.fields = {{"Accept", "*/*"}};
  EXPECT_TRUE(answer_of(head).starts_with("Berth"));
  head.fields = {kFromABrowser};
  EXPECT_EQ(answer_of(head), "gallery");
  head.fields = {{"Accept", "application/json"}};
  EXPECT_EQ(answer_of(head), "gallery");
  http::RequestHead post = request(http::Method::post, "/");
  post.fields = {kFromABrowser};
  EXPECT_EQ(answer_of(post), "aws");
  http::RequestHead options = request(http::Method::options, "/");
  options.fields = {kFromABrowser};
  EXPECT_EQ(gallery_door_.begin(options)->answer("").fields.find("Allow"),
            "GET, HEAD, POST, OPTIONS");
}

TEST_F(FrontDoorTest, HasNoPagesWithoutAGallery) {
  http::RequestHead head = request(http::Method::get, "/");
  head.fields = {kFromABrowser};
  EXPECT_TRUE(std::get<std::string>(door_.begin(head)->answer("").body).starts_with("Berth"));
  EXPECT_EQ(door_.begin(request(http::Method::get, "/acme"))->answer("").status, 404U);
}

TEST_F(FrontDoorTest, SendsRegistryPathsToTheOciPlane) {
  for (const char* path : {"/v2", "/v2/", "/v2/acme/app/tags/list", "/token", "/token/"}) {
    EXPECT_EQ(answer(http::Method::get, path), "oci") << path;
  }
}

TEST_F(FrontDoorTest, SendsPostsToTheRootToTheAwsPlane) {
  EXPECT_EQ(answer(http::Method::post, "/"), "aws");
  EXPECT_EQ(answer(http::Method::put, "/"), "aws");
}

TEST_F(FrontDoorTest, SendsFormsWithoutATargetToSts) {
  http::RequestHead head = request(http::Method::post, "/");
  head.fields = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
  EXPECT_EQ(std::get<std::string>(door_.begin(head)->answer("").body), "sts");
  head.fields.push_back({"X-Amz-Target", "SpencerFrontendService.DescribeRegistries"});
  EXPECT_EQ(std::get<std::string>(door_.begin(head)->answer("").body), "aws");
  http::RequestHead presigned = request(http::Method::get, "/");
  presigned.query = "Action=GetCallerIdentity&X-Amz-Signature=0";
  EXPECT_EQ(std::get<std::string>(door_.begin(presigned)->answer("").body), "sts");
}

TEST_F(FrontDoorTest, AcceptsAnyNumberOfSlashesAsTheRoot) {
  EXPECT_EQ(answer(http::Method::post, "//"), "aws");
  EXPECT_EQ(answer(http::Method::get, "//"), answer(http::Method::get, "/"));
}

TEST_F(FrontDoorTest, SendsRequestsWithATargetToTheAwsPlaneWhateverTheirPath) {
  for (const char* path : {"/", "//", "/nowhere", "/v2/", "/token/", "/healthz", "/logo/x.png"}) {
    http::RequestHead head = request(http::Method::post, path);
    head.fields = {{.name = "x-amz-target", .value = "Anything"}};
    EXPECT_EQ(std::get<std::string>(door_.begin(head)->answer("").body), "aws") << path;
  }
}

TEST_F(FrontDoorTest, ListsTheMethodsOfATarget) {
  const auto allowed = [this](http::Method method, std::string_view path) {
    const http::Response response = door_.begin(request(method, path))->answer("");
    return std::to_string(response.status) + ' ' + std::string(response.fields.find("Allow"));
  };
  EXPECT_EQ(allowed(http::Method::options, "/"), "204 GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(allowed(http::Method::options, "/healthz"), "204 GET, HEAD, OPTIONS");
  EXPECT_EQ(allowed(http::Method::options, "*"),
            "204 GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  EXPECT_EQ(allowed(http::Method::post, "/healthz"), "405 GET, HEAD, OPTIONS");
  EXPECT_EQ(allowed(http::Method::options, "/nowhere"), "404 ");
}

TEST_F(FrontDoorTest, AnswersNotFoundHoweverLongTheBody) {
  http::RequestHead head = request(http::Method::put, "/nowhere");
  head.content_length = http::kMaxIgnoredBodyBytes + 1;
  ASSERT_TRUE(std::holds_alternative<http::StreamedBody>(door_.begin(head)->plan()));
  EXPECT_EQ(std::get<http::Response>(door_.begin(head)->open()).status, 404U);
}

TEST_F(FrontDoorTest, RefusesInTheFormatOfThePlane) {
  constexpr http::Refusal kRefusal{.status = 431, .reason = "Too long"};
  const auto refused = [&](std::string_view path) {
    return std::get<std::string>(
        door_.begin(request(http::Method::get, path))->refused(kRefusal).body);
  };
  EXPECT_EQ(refused("/v2/"), "oci");
  EXPECT_EQ(refused("/nowhere"), "Too long\n");
  EXPECT_EQ(refused(""), "Too long\n");
}

TEST_F(FrontDoorTest, LogsAFailureWithTheIdOfItsRequest) {
  http::RequestHead head = request(http::Method::get, "/v2/");
  head.request_id = "some-id";
  try {
    throw std::runtime_error("disk on fire");
  } catch (...) {
    door_.note_failure(head);
  }
  log_.flush();
  std::string text(4096, '\0');
  text.resize(
      static_cast<std::size_t>(::pread(log_file_.descriptor(), text.data(), text.size(), 0)));
  EXPECT_NE(text.find(R"("request_id":"some-id")"), std::string::npos) << text;
  EXPECT_NE(text.find("disk on fire"), std::string::npos) << text;
}

TEST_F(FrontDoorTest, SaysThatItIsAlive) {
  EXPECT_EQ(answer(http::Method::get, "/healthz"), "ok\n");
}

TEST_F(FrontDoorTest, DoesNotMistakeASimilarPathForAPlanes) {
  for (const char* path : {"/v2x", "/tokens", "/healthz/", "/v1/", "//v2/"}) {
    EXPECT_EQ(door_.begin(request(http::Method::get, path))->answer("").status, 404U) << path;
  }
}

TEST_F(FrontDoorTest, LetsThePlaneChooseHowABodyIsReceived) {
  EXPECT_TRUE(std::holds_alternative<http::StreamedBody>(
      door_.begin(request(http::Method::put, "/v2/a/b/blobs/uploads/1"))->plan()));
  EXPECT_TRUE(std::holds_alternative<http::WholeBody>(
      door_.begin(request(http::Method::post, "/elsewhere"))->plan()));
}

}  // namespace
}  // namespace berth::app
