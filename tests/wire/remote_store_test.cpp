// A server whose stores are on another machine: while they do not answer, its only socket thread
// serves everyone else.
#include <unistd.h>

#include <array>
#include <future>

#include "app/front_door.h"
#include "app/request_observers.h"
#include "auth/signature_v4.h"
#include "aws/plane.h"
#include "base/encoding.h"
#include "gallery/logos.h"
#include "http/request_parser.h"
#include "net/server.h"
#include "net/test_client.h"
#include "oci/plane.h"
#include "registry/use_cases/blobs.h"
#include "registry_fixture.h"
#include "storage/memory/memory.h"
#include "sts/plane.h"

namespace berth {
namespace {

using net::Reply;
using net::ReplyTo;

struct Case {
  const char* name;
  std::string text;  // as it is sent
  unsigned status = 200;
  ReplyTo to = ReplyTo::get;
};

class RemoteStoreTest : public RegistryFixture {
 protected:
  RemoteStoreTest() : RegistryFixture(&storage::memory::kRemote) {
    push(app_, manifest_, "v1");
    push_blob(large_);
    push_blob("small");
    EXPECT_TRUE(metadata_.put_catalog_data(app_, {.logo_id = logo_id_}, "the logo", {}));
    server_.start();
  }

  void push_blob(const std::string& content) {
    const UploadKey key{.repository = app_.key, .id = make_uuid(upload_ids_)};
    EXPECT_TRUE(blobs_.create_upload(key, app_.registry, quotas_, HashAlgorithm::sha256));
    const auto writer = *blobs_.open_upload(key);
    EXPECT_TRUE(writer->append(std::as_bytes(std::span(content))));
    EXPECT_TRUE(
        complete_upload(metadata_, blobs_, clock_, app_, *writer, Digest::of(content)).has_value());
  }

  // `fields` end in CRLF each.
  static std::string request(std::string_view line, std::string_view fields,
                             std::string_view body = {}) {
    std::string text(line);
    text.append(" HTTP/1.1\r\nHost: localhost:5000\r\n").append(fields);
    text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n");
    return text.append(body);
  }
  // A signed call. `more`: fields beside Host and X-Amz-Date, as `signed_fields` names all of them.
  static std::string signed_call(std::string_view service, std::string_view more,
                                 std::span<const std::string_view> signed_fields,
                                 std::string_view body) {
    const std::string fields =
        "X-Amz-Date: " + std::string(kNow) + "\r\n" + std::string(more) + "\r\n";
    const std::string unsigned_text = request("POST /", fields, body);
    http::RequestHead head;
    EXPECT_EQ(http::parse_head(unsigned_text, head).state, http::HeadState::complete);
    const std::string authorization =
        auth::sign(head, body,
                   {.scope = {.date = kNow.substr(0, 8), .region = "eu-west-1", .service = service},
                    .timestamp = kNow,
                    .signed_headers = signed_fields},
                   kAccessKeyId, kSecret);
    return request("POST /", fields + "Authorization: " + authorization + "\r\n", body);
  }
  static std::string aws(std::string_view operation, std::string_view body) {
    constexpr std::array<std::string_view, 4> kSigned{"content-type", "host", "x-amz-date",
                                                      "x-amz-target"};
    const std::string target = "X-Amz-Target: SpencerFrontendService." + std::string(operation);
    return signed_call("ecr-public", "Content-Type: application/x-amz-json-1.1\r\n" + target,
                       kSigned, body);
  }
  static std::string sts(std::string_view form) {
    constexpr std::array<std::string_view, 3> kSigned{"content-type", "host", "x-amz-date"};
    return signed_call("sts", "Content-Type: application/x-www-form-urlencoded", kSigned, form);
  }
  [[nodiscard]] std::vector<Case> cases() const;

  [[nodiscard]] net::Client connect() const { return net::Client(server_.port()); }
  Reply send(const Case& sent) { return connect().exchange(sent.text, sent.to); }
  [[nodiscard]] bool is_served() {
    return connect().exchange(request("GET /healthz", {})).status == 200;
  }
  // Sends the request until each of its ways to the stores was the one that is held back. Returns
  // how many there are.
  unsigned count_waits(const Case& sent) {
    unsigned waits = 0;
    for (bool is_held_back = true; is_held_back;) {
      gate_.close_after(waits);
      auto reply = std::async(std::launch::async, [&] {
        Reply answered = send(sent);
        gate_.open();
        return answered;
      });
      is_held_back = gate_.await_waiting();
      if (is_held_back) {
        EXPECT_TRUE(is_served()) << sent.name << ", wait " << waits;
        ++waits;
      }
      gate_.open();
      EXPECT_EQ(reply.get().status, sent.status) << sent.name;
    }
    return waits;
  }
  // How often the request is on its way to the stores.
  std::uint64_t count_trips(const Case& sent) {
    const std::uint64_t before = gate_.count();
    EXPECT_EQ(send(sent).status, sent.status) << sent.name;
    return gate_.count() - before;
  }

  static constexpr unsigned kWorkers = 4;
  const Repository app_ = create_repository("app");
  const std::string large_ = std::string(300'000, 'x');  // a pull reads it in several chunks
  const std::string logo_id_ = std::string(Digest::of("the logo").hex());
  const std::string manifest_ =
      R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",)"
      R"("config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":")" +
      Digest::of("small").text() + R"(","size":5},"layers":[]})";
  const std::string bearer_ =
      "Authorization: Bearer " +
      authenticator_.issue_bearer(accounts_.find_access_key(kAccessKeyId)->principal).password +
      "\r\n";
  storage::memory::Gate& gate_ = storage::memory::memory_of(folder_.path())->gate;

 private:
  const plane::Services services_{accounts_,   metadata_, blobs_, authenticator_,
                                  authorizer_, quotas_,   clock_, upload_ids_};
  const plane::BodyRoom room_{budget_, folder_.path()};
  aws::Plane aws_{services_, keys_, room_, {.answer_folder = testing::TempDir()}};
  oci::Plane oci_{services_, room_, {.answer_folder = testing::TempDir()}};
  sts::Plane sts_{services_};
  gallery::Logos logos_{metadata_};
  ops::Log log_{STDERR_FILENO, ops::LogLevel::error, clock_};
  app::FrontDoor front_door_{{.aws = aws_, .sts = sts_, .oci = oci_, .logos = logos_}, log_};
  app::RequestObservers nobody_{{}};
  net::Server server_{
      {.io_threads = 1, .workers = kWorkers}, front_door_, budget_, clock_, upload_ids_, nobody_};
};

// Of every kind: reads and writes, with bodies that are taken whole and others that are streamed.
// All can be sent as often as one likes.
std::vector<Case> RemoteStoreTest::cases() const {
  const std::string digest = Digest::of(manifest_).text();
  const std::string large = "/v2/acme/app/blobs/" + Digest::of(large_).text();
  const std::string small = "/v2/acme/app/blobs/" + Digest::of("small").text();
  const std::string login = "Authorization: Basic " +
                            to_base64(std::string(kAccessKeyId) + ":" + std::string(kSecret)) +
                            "\r\n";
  const std::string manifest_type = "Content-Type: application/vnd.oci.image.manifest.v1+json\r\n";
  const std::string in_app = R"({"repositoryName":"app"})";
  return {
      {"base", request("GET /v2/", bearer_)},
      {"token", request("GET /token?scope=repository:acme/app:pull", login)},
      {"manifest", request("GET /v2/acme/app/manifests/v1", bearer_)},
      {"head of a manifest", request("HEAD /v2/acme/app/manifests/v1", bearer_), 200,
       ReplyTo::head},
      {"tags", request("GET /v2/acme/app/tags/list", bearer_)},
      {"referrers", request("GET /v2/acme/app/referrers/" + digest, bearer_)},
      {"catalog", request("GET /v2/_catalog", bearer_)},
      {"large blob", request("GET " + large, bearer_)},
      {"part of a blob", request("GET " + large, bearer_ + "Range: bytes=1-2,5-9\r\n"), 206},
      {"head of a blob", request("HEAD " + large, bearer_), 200, ReplyTo::head},
      {"small blob", request("GET " + small, bearer_)},
      {"push of a blob",
       request("POST /v2/acme/app/blobs/uploads/?digest=" + Digest::of(large_).text(), bearer_,
               large_),
       201},
      {"push of a manifest",
       request("PUT /v2/acme/app/manifests/v1", bearer_ + manifest_type, manifest_), 201},
      {"refused push of a blob",
       request("POST /v2/acme/app/blobs/uploads/?digest=" + Digest::of("other").text(), bearer_,
               "small"),
       400},
      {"deletion", request("DELETE /v2/acme/app/manifests/none", bearer_), 404},
      {"DescribeImageTags", aws("DescribeImageTags", in_app)},
      {"DescribeImages", aws("DescribeImages", in_app)},
      {"DescribeRepositories", aws("DescribeRepositories", "{}")},
      {"GetAuthorizationToken", aws("GetAuthorizationToken", "{}")},
      {"CreateRepository", aws("CreateRepository", in_app), 400},
      {"PutImage",
       aws("PutImage", R"({"repositoryName":"app","imageManifest":"{}","imageTag":"v2"})"), 400},
      {"GetCallerIdentity", sts("Action=GetCallerIdentity&Version=2011-06-15")},
      {"logo", request("GET /logo/" + logo_id_ + ".png", {})},
  };
}

// Wherever on its way through the server a request waits for a store.
TEST_F(RemoteStoreTest, NoSocketThreadWaitsForAStore) {
  for (const Case& sent : cases()) {
    // Sent twice, because the second answer may be a kept one.
    for (int times = 0; times < 2; ++times) EXPECT_GT(count_waits(sent), 0U) << sent.name;
  }
}

TEST_F(RemoteStoreTest, ServesOthersWhileEveryWorkerWaits) {
  const Case manifest = cases()[2];
  gate_.close_after(0);
  std::vector<net::Client> waiting;
  for (unsigned i = 0; i < 2 * kWorkers; ++i) {
    waiting.push_back(connect());
    waiting.back().send(manifest.text);
  }
  EXPECT_TRUE(gate_.await_waiting());
  EXPECT_TRUE(is_served());
  gate_.open();
  for (net::Client& client : waiting) EXPECT_EQ(client.read().body, manifest_);
}

TEST_F(RemoteStoreTest, AClientThatGoesAwayDuringItsUploadHoldsUpNobody) {
  net::Client gone = connect();
  const std::string whole = request(
      "POST /v2/acme/app/blobs/uploads/?digest=" + Digest::of(large_).text(), bearer_, large_);
  gone.send(std::string_view(whole).substr(0, whole.size() - 1));
  while (blobs_.list_uploads({}).uploads.empty()) continue;
  gate_.close_after(0);
  gone.reset();
  EXPECT_TRUE(gate_.await_waiting());
  EXPECT_TRUE(is_served());
  gate_.open();
}

// An answer from memory costs the questions whether it and the caller are as they were.
TEST_F(RemoteStoreTest, AKeptAnswerIsGivenOnceTheStoreSaysThatNothingHasChanged) {
  for (const Case& sent : cases()) {
    const std::string_view name = sent.name;
    const bool is_kept = name == "manifest" || name == "tags" || name == "small blob" ||
                         name == "referrers" || name == "DescribeImageTags";
    if (!is_kept) continue;
    const std::uint64_t first = count_trips(sent);
    constexpr std::uint64_t kQuestions = 2;
    EXPECT_GT(first, kQuestions) << name;
    EXPECT_EQ(count_trips(sent), kQuestions) << name;
    ASSERT_TRUE(
        metadata_.put_resource_tags(app_, {{.key = "team", .value = std::string(name)}}, {}));
    EXPECT_GT(count_trips(sent), kQuestions) << name;
  }
}

}  // namespace
}  // namespace berth
