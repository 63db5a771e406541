// The quotas for the number of uploads and for their size.
#include "oci_fixture.h"
#include "registry/use_cases/blobs.h"
#include "registry/use_cases/uploads.h"

namespace berth::oci {
namespace {

class OciUploadQuotasTest : public OciFixture {
 protected:
  WireAnswer start(const std::string& caller, std::string_view repository = "app") {
    return send("POST", "/v2/acme/" + std::string(repository) + "/blobs/uploads/", caller);
  }
  static std::string session_of(const WireAnswer& started) {
    return started.field("Location").substr(std::string_view("http://localhost:5000").size());
  }
  static std::string digest_of(std::string_view content) { return Digest::of(content).text(); }
};

TEST_F(OciUploadQuotasTest, ApplyToKeysRepositoriesAndRegistries) {
  create_repository("second");
  create_repository("third");
  quotas_.uploads_per_access_key = 2;
  quotas_.uploads_per_repository = 3;
  quotas_.uploads_per_registry = 4;
  EXPECT_EQ(start(owner_).status, 202U);
  EXPECT_EQ(start(owner_, "second").status, 202U);
  const WireAnswer refused = start(owner_, "third");
  EXPECT_EQ(refused.status, 429U);
  EXPECT_EQ(refused.error(), "TOOMANYREQUESTS");
  EXPECT_EQ(refused.field("Retry-After"), "30");
  EXPECT_TRUE(refused.body.contains("The access key already has")) << refused.body;
  const std::string user = user_who_may("ecr-public:*");
  EXPECT_EQ(start(user).status, 202U);
  EXPECT_EQ(start(user).status, 202U);
  EXPECT_EQ(start(user).status, 429U);
  quotas_.uploads_per_access_key = 100;
  EXPECT_TRUE(start(owner_).body.contains("The repository already has"));
  EXPECT_TRUE(start(owner_, "third").body.contains("The registry already has"));
}

TEST_F(OciUploadQuotasTest, CountUnfinishedUploads) {
  quotas_.uploads_per_access_key = 1;
  const std::string large(3 * kMaxSmallBlobBytes, 'x');
  for (const std::string& content : {std::string(kHello), large}) {
    const std::string session = session_of(start(owner_));
    EXPECT_EQ(start(owner_).status, 429U);
    EXPECT_EQ(send("PATCH", session, owner_, content).status, 202U);
    EXPECT_EQ(start(owner_).status, 429U);
    EXPECT_EQ(send("PUT", session + "?digest=" + digest_of(content), owner_).status, 201U);
    const std::string cancelled = session_of(start(owner_));
    EXPECT_EQ(send("PATCH", cancelled, owner_, content).status, 202U);
    EXPECT_EQ(send("DELETE", cancelled, owner_).status, 204U);
    const std::string whole = "/v2/acme/app/blobs/uploads/?digest=" + digest_of(content);
    EXPECT_EQ(send("POST", whole, owner_, content).status, 201U);
    send_and_drop("POST", whole, owner_, content, content.size() / 2);
    EXPECT_EQ(send("POST", whole, owner_, std::string(content.size(), 'y')).status, 400U);
  }
  EXPECT_EQ(start(owner_).status, 202U);
}

TEST_F(OciUploadQuotasTest, CountTheBytesOfUnfinishedUploads) {
  quotas_.upload_bytes_per_registry = 4 * kMaxSmallBlobBytes;
  const std::string content(3 * kMaxSmallBlobBytes, 'x');
  const std::string first = session_of(start(owner_));
  EXPECT_EQ(send("PATCH", first, owner_, content).status, 202U);
  const std::string second = session_of(start(owner_));
  const std::string target = second + "?digest=" + digest_of(content);
  const WireAnswer announced = send("PUT", target, owner_, content);
  EXPECT_EQ(announced.status, 429U);
  EXPECT_TRUE(announced.body.contains("unfinished uploads")) << announced.body;
  EXPECT_EQ(send("GET", second, owner_).field("Range"), "0-0");
  EXPECT_EQ(send("PUT", first + "?digest=" + digest_of(content), owner_).status, 201U);
  EXPECT_EQ(send("PUT", target, owner_, content).status, 201U);
}

TEST_F(OciUploadQuotasTest, LimitBodiesOfUnknownLength) {
  quotas_.upload_bytes_per_registry = kHello.size() - 1;
  const std::string session = session_of(start(owner_));
  const std::string text = "PATCH " + session + " HTTP/1.1\r\nHost: h\r\n" + owner_ +
                           "Transfer-Encoding: chunked\r\n\r\n";
  http::RequestHead head;
  http::parse_head(text, head);
  const auto exchange = plane_.begin(head);
  auto opened = exchange->open();
  const auto& sink = std::get<std::unique_ptr<http::BodySink>>(opened);
  EXPECT_FALSE(sink->write(std::as_bytes(std::span(kHello.substr(0, 3)))));
  const auto refused = sink->write(std::as_bytes(std::span(kHello.substr(3))));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 429U);
}

TEST_F(OciUploadQuotasTest, ApplyAfterARestart) {
  quotas_.uploads_per_access_key = 2;
  const std::string content(3 * kMaxSmallBlobBytes, 'x');
  EXPECT_EQ(send("PATCH", session_of(start(owner_)), owner_, content).status, 202U);
  EXPECT_EQ(send("PATCH", session_of(start(owner_)), owner_, kHello).status, 202U);
  // What the first store knows in memory alone, this one does not.
  const auto reopened =
      stores::open_stores(stores::config_of(folder_.path()), StoreRole::server, {.kind = kind_});
  BlobStore& after = reopened.blobs();
  const plane::Services services{accounts_,   metadata_, after,  authenticator_,
                                 authorizer_, quotas_,   clock_, upload_ids_};
  Plane plane(services, room_, {});
  const std::string uploads = "/v2/acme/app/blobs/uploads/";
  EXPECT_EQ(send_to(plane, "POST", uploads, owner_, {}).status, 429U);
  EXPECT_EQ(send_to(plane, "POST", uploads, user_who_may("ecr-public:*"), {}).status, 202U);
  quotas_.upload_bytes_per_registry = content.size() + kHello.size();
  quotas_.uploads_per_access_key = 100;
  const std::string whole = uploads + "?digest=" + hello_digest_;
  EXPECT_EQ(send_to(plane, "POST", whole, owner_, kHello).status, 429U);
}

}  // namespace
}  // namespace berth::oci
