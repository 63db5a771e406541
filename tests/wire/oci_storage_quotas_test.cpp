// The quotas for what a repository or a registry may hold.
#include "oci_fixture.h"
#include "registry/rules/small_blobs.h"

namespace berth::oci {
namespace {

class OciStorageQuotasTest : public OciFixture {
 protected:
  static constexpr std::uint64_t kLimitBytes = 50'000;
  // Neither is kept with the metadata; both together are too much.
  const std::string first_ = std::string(30'000, 'x');
  const std::string second_ = std::string(30'000, 'y');

  OciStorageQuotasTest() { limit("app", kLimitBytes); }

  void limit(std::string_view repository, std::uint64_t bytes) {
    EXPECT_TRUE(stores_.usage().set_quota(
        *find(repository), {.kind = StorageQuota::Kind::limited, .limit_bytes = bytes}, {}));
  }
  std::optional<Repository> find(std::string_view repository) {
    return metadata_.find_repository(*RegistryId::parse("123456789012"),
                                     *RepositoryName::parse(repository));
  }
  std::uint64_t held_bytes() { return metadata_.measure_repository(find("app")->key).bytes(); }
  static std::string whole(std::string_view content, std::string_view repository = "app") {
    return "/v2/acme/" + std::string(repository) +
           "/blobs/uploads/?digest=" + Digest::of(content).text();
  }
  static void expect_refused(const WireAnswer& answer) {
    EXPECT_EQ(answer.status, 403U) << answer.body;
    EXPECT_EQ(answer.error(), "DENIED");
    EXPECT_TRUE(
        answer.body.contains("The repository with name 'app' in registry with id "
                             "'123456789012' holds 30000 bytes, and 30000 more would "
                             "exceed the maximum allowed storage which is '50000' bytes"))
        << answer.body;
  }
  // What `begin` answers before a byte of the body is read.
  WireAnswer refusal_before_the_body(std::string_view method, std::string_view target,
                                     std::string_view body) {
    http::RequestHead head;
    const std::string text = request_text(method, target, owner_, body);
    http::parse_head(text, head);
    const auto exchange = plane_.begin(head);
    auto opened = exchange->open();
    const auto* refusal = std::get_if<http::Response>(&opened);
    return refusal != nullptr ? read(*refusal) : WireAnswer();
  }
};

TEST_F(OciStorageQuotasTest, RefuseABodyThatCannotFitBeforeItIsRead) {
  EXPECT_EQ(send("POST", whole(first_), owner_, first_).status, 201U);
  expect_refused(refusal_before_the_body("POST", whole(second_), second_));
  const std::string session = start_upload();
  expect_refused(refusal_before_the_body("PATCH", session, second_));
  expect_refused(
      refusal_before_the_body("PUT", session + "?digest=" + Digest::of(second_).text(), second_));
  EXPECT_EQ(held_bytes(), 30'000U);
  // What the repository holds already adds nothing, and heals what was lost.
  EXPECT_EQ(send("POST", whole(first_), owner_, first_).status, 201U);
}

TEST_F(OciStorageQuotasTest, CountPartsTogether) {
  const std::string session = start_upload();
  EXPECT_EQ(send("PATCH", session, owner_, first_).status, 202U);
  const WireAnswer refused = refusal_before_the_body("PATCH", session, second_);
  EXPECT_EQ(refused.status, 403U);
  EXPECT_TRUE(refused.body.contains("holds 0 bytes, and 60000 more")) << refused.body;
  EXPECT_EQ(send("PUT", session + "?digest=" + Digest::of(first_).text(), owner_).status, 201U);
}

TEST_F(OciStorageQuotasTest, RefuseAnUploadAtItsEndIfOthersWereFaster) {
  const std::string session = start_upload();
  EXPECT_EQ(send("PATCH", session, owner_, second_).status, 202U);
  EXPECT_EQ(send("POST", whole(first_), owner_, first_).status, 201U);
  expect_refused(send("PUT", session + "?digest=" + Digest::of(second_).text(), owner_));
  // Nothing of it stays on the disk.
  EXPECT_EQ(send("GET", session, owner_).status, 404U);
  EXPECT_FALSE(blobs_.open_blob(Digest::of(second_)));
  EXPECT_EQ(held_bytes(), 30'000U);
}

TEST_F(OciStorageQuotasTest, EndABodyOfUnknownLengthThatGrowsPastThem) {
  const std::string session = start_upload();
  const std::string text = "PATCH " + session + " HTTP/1.1\r\nHost: h\r\n" + owner_ +
                           "Transfer-Encoding: chunked\r\n\r\n";
  http::RequestHead head;
  http::parse_head(text, head);
  const auto exchange = plane_.begin(head);
  auto opened = exchange->open();
  auto& sink = *std::get<std::unique_ptr<http::BodySink>>(opened);
  const std::string mebibyte(std::size_t{1} << 20U, 'x');
  std::optional<http::Response> refused;
  std::size_t sent = 0;
  for (; !refused && sent < 100; ++sent) {
    refused = sink.write(std::as_bytes(std::span(mebibyte)));
  }
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 403U);
  EXPECT_LE(sent, 8U);
  EXPECT_EQ(send("GET", session, owner_).status, 404U);
}

TEST_F(OciStorageQuotasTest, CountWhatIsMounted) {
  create_repository("source");
  EXPECT_EQ(send("POST", whole(second_, "source"), owner_, second_).status, 201U);
  EXPECT_EQ(send("POST", whole(first_), owner_, first_).status, 201U);
  const std::string mount =
      "/v2/acme/app/blobs/uploads/?mount=" + Digest::of(second_).text() + "&from=acme/source";
  expect_refused(send("POST", mount, owner_));
  limit("app", 60'000);
  EXPECT_EQ(send("POST", mount, owner_).status, 201U);
}

TEST_F(OciStorageQuotasTest, CountSmallBlobsAndManifests) {
  push_hello();
  limit("app", kHello.size() + 10);
  const std::string other = "other small blob";
  EXPECT_EQ(send("POST", whole(other), owner_, other).status, 403U);
  EXPECT_EQ(send("PUT", "/v2/acme/app/manifests/v1", owner_, manifest()).status, 403U);
  limit("app", kHello.size() + manifest().size());
  EXPECT_EQ(send("PUT", "/v2/acme/app/manifests/v1", owner_, manifest()).status, 201U);
  EXPECT_EQ(send("PUT", "/v2/acme/app/manifests/v2", owner_, manifest()).status, 201U);
  EXPECT_EQ(held_bytes(), kHello.size() + manifest().size());
  limit("app", 0);  // deleting always works
  EXPECT_EQ(
      send("DELETE", "/v2/acme/app/manifests/" + Digest::of(manifest()).text(), owner_).status,
      202U);
  EXPECT_EQ(send("DELETE", "/v2/acme/app/blobs/" + hello_digest_, owner_).status, 202U);
  EXPECT_EQ(held_bytes(), 0U);
}

}  // namespace
}  // namespace berth::oci
