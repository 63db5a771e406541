// Pushes beyond the ordinary: several tags, sha512, sparse images, mounts without a source.
#include "oci/endpoints/upload_sinks.h"
#include "oci_fixture.h"
#include "registry/use_cases/blobs.h"

namespace berth::oci {
namespace {

// Records the calls that it receives.
class WatchedWriter final : public UploadWriter {
 public:
  explicit WatchedWriter(std::string& calls) : calls_(calls) {}
  [[nodiscard]] std::uint64_t size_bytes() const override { return 0; }
  [[nodiscard]] Result<void> append(std::span<const std::byte>) override { return note("append "); }
  [[nodiscard]] Result<void> keep() override { return note("keep "); }
  [[nodiscard]] Result<void> keep_durably() override { return note("keep_durably "); }
  [[nodiscard]] Result<Digest> digest(HashAlgorithm algorithm) override {
    return Digest::of("", algorithm);
  }
  [[nodiscard]] Result<std::string> content() override { return ""; }
  void begin_tentative() override {}
  [[nodiscard]] Result<Blob> commit(const Digest& expected) override {
    return Blob{.digest = expected};
  }
  [[nodiscard]] Result<void> discard() override { return note("discard "); }

 private:
  Result<void> note(std::string_view call) {
    calls_ += call;
    return {};
  }

  std::string& calls_;
};

class OciPushTest : public OciFixture {
 protected:
  OciPushTest() { push_hello(); }

  // The answer to a push whose repository is deleted before the last byte is received.
  WireAnswer push_to_deleted(const Repository& repository, std::string_view method,
                             const std::string& target, const std::string& content) {
    const std::string text = request_text(method, target, owner_, content);
    http::RequestHead head;
    http::parse_head(text, head);
    const auto exchange = plane_.begin(head);
    auto opened = exchange->open();
    auto& sink = *std::get<std::unique_ptr<http::BodySink>>(opened);
    EXPECT_FALSE(sink.write(std::as_bytes(std::span(content))));
    EXPECT_TRUE(metadata_.delete_repository(repository, RepositoryContent::is_deleted_too,
                                            {.at = clock_.now()}));
    return read(sink.finish());
  }

  const std::string manifests_ = "/v2/acme/app/manifests/";
  const std::string uploads_ = "/v2/acme/app/blobs/uploads/";
  const std::string hello_sha512_ = Digest::of(kHello, HashAlgorithm::sha512).text();
};

TEST_F(OciPushTest, ByDigestMayBringTags) {
  const std::string digest = Digest::of(manifest()).text();
  const WireAnswer pushed =
      send("PUT", manifests_ + digest + "?tag=1.2.3&tag=latest&tag=1.2.3", owner_, manifest());
  EXPECT_EQ(pushed.status, 201U);
  EXPECT_TRUE(pushed.fields.ends_with("OCI-Tag: 1.2.3, latest\r\n"));
  EXPECT_EQ(send("GET", manifests_ + "latest", anonymous_).body, manifest());
  EXPECT_EQ(send("GET", "/v2/acme/app/tags/list", anonymous_).body,
            R"({"name":"acme/app","tags":["1.2.3","latest"]})");
}

TEST_F(OciPushTest, WithAnInvalidTagLeavesNothing) {
  const std::string digest = Digest::of(manifest()).text();
  EXPECT_EQ(send("PUT", manifests_ + digest + "?tag=ok&tag=.x", owner_, manifest()).error(),
            "TAG_INVALID");
  EXPECT_EQ(send("GET", manifests_ + digest, anonymous_).status, 404U);
  std::string many = manifests_ + digest + "?tag=0";
  for (std::size_t i = 1; i <= kMaxTagsPerPush; ++i) many += "&tag=" + std::to_string(i);
  EXPECT_EQ(send("PUT", many, owner_, manifest()).status, 414U);
  EXPECT_EQ(send("GET", "/v2/acme/app/tags/list", anonymous_).body,
            R"({"name":"acme/app","tags":[]})");
}

TEST_F(OciPushTest, AcceptsBlobsAndManifestsBySha512) {
  const WireAnswer whole = send("POST", uploads_ + "?digest=" + hello_sha512_, owner_, kHello);
  EXPECT_EQ(whole.status, 201U);
  EXPECT_EQ(whole.field("Docker-Content-Digest"), hello_sha512_);
  EXPECT_EQ(send("GET", "/v2/acme/app/blobs/" + hello_sha512_, anonymous_).body, kHello);
  const std::string digest = Digest::of(manifest(), HashAlgorithm::sha512).text();
  EXPECT_EQ(send("PUT", manifests_ + digest + "?tag=v1", owner_, manifest()).status, 201U);
  EXPECT_EQ(send("GET", manifests_ + "v1", anonymous_).field("Docker-Content-Digest"), digest);
  EXPECT_EQ(send("GET", manifests_ + Digest::of(manifest()).text(), anonymous_).status, 404U);
}

TEST_F(OciPushTest, MayChooseTheAlgorithmOfASession) {
  const WireAnswer started = send("POST", uploads_ + "?digest-algorithm=sha512", owner_);
  EXPECT_EQ(started.status, 202U);
  const std::string session = uploads_ + started.field("Docker-Upload-UUID");
  EXPECT_EQ(send("PATCH", session, owner_, "hel").status, 202U);
  EXPECT_EQ(send("PUT", session + "?digest=" + hello_digest_, owner_, "p").error(),
            "DIGEST_INVALID");
  const WireAnswer other = send("POST", uploads_ + "?digest-algorithm=md5", owner_);
  EXPECT_EQ(other.error(), "DIGEST_INVALID");
}

TEST_F(OciPushTest, OfABlobInOneRequestCanBeRepeated) {
  // Kept in memory, and in a file.
  for (const std::size_t size : {std::size_t{100}, 3 * kMaxSmallBlobBytes}) {
    const std::string content(size, 'x');
    const std::string session = start_upload();
    const std::string target = session + "?digest=" + Digest::of(content).text();
    send_and_drop("PUT", target, owner_, content, size / 2);
    EXPECT_EQ(send("HEAD", session, owner_).field("Range"), "0-0");
    const WireAnswer refused = send("PUT", session + "?digest=" + hello_digest_, owner_, content);
    EXPECT_EQ(refused.error(), "DIGEST_INVALID");
    EXPECT_TRUE(refused.body.contains(R"("detail":")" + hello_digest_)) << refused.body;
    EXPECT_EQ(send("PUT", target, owner_, content).status, 201U);
  }
}

TEST_F(OciPushTest, GoesOnAfterTheLastKeptChunk) {
  const std::string session = start_upload();
  EXPECT_EQ(send("PATCH", session, owner_, "hel").status, 202U);
  const std::string target = session + "?digest=" + hello_digest_;
  send_and_drop("PUT", target, owner_, "lo", 1);
  EXPECT_EQ(send("GET", session, owner_).field("Range"), "0-2");
  // A client that says where a chunk begins can go on where the chunk broke off.
  send_and_drop("PUT", target, owner_ + "Content-Range: 3-4\r\n", "lo", 1);
  EXPECT_EQ(send("GET", session, owner_).field("Range"), "0-3");
  EXPECT_EQ(send("PUT", target, owner_ + "Content-Range: 4-4\r\n", "o").status, 201U);
}

TEST_F(OciPushTest, OfTooManyBytesEndsTheSessionAndTouchesItNoMore) {
  quotas_.layer_size_bytes = 4;
  const Upload upload{
      .services = services_, .origin = {}, .repository = create_repository("any"), .id = ""};
  for (const OnFailure on_failure : {OnFailure::keep, OnFailure::forget, OnFailure::cancel}) {
    std::string calls;

    auto sink = make_last_chunk_sink(upload, std::make_unique<WatchedWriter>(calls), std::nullopt,
                                     Digest::of(kHello), on_failure);
    EXPECT_EQ(sink->write(std::as_bytes(std::span(kHello)))->status, 413U);
    sink.reset();
    EXPECT_EQ(calls, "discard ");
  }
}

TEST_F(OciPushTest, ToAnExpiredSessionSaysThatItIsGone) {
  const auto impatient = open_impatient_blobs(folder_.path());
  BlobStore& blobs = impatient->blobs();
  const plane::Services services{accounts_,   metadata_, blobs,  authenticator_,
                                 authorizer_, quotas_,   clock_, upload_ids_};
  Plane plane(services, room_, {});
  const Repository repository = create_repository("slow");
  const UploadKey key{.repository = repository.key, .id = make_uuid(upload_ids_)};
  const std::string session = "/v2/acme/slow/blobs/uploads/" + key.id;
  for (const std::string& query : {std::string(), "?digest=" + hello_digest_}) {
    for (const std::size_t received : {std::size_t{4}, kHello.size()}) {
      ASSERT_TRUE(blobs.create_upload(key, repository.registry, Quotas(), HashAlgorithm::sha256));
      const std::string text =
          request_text(query.empty() ? "PATCH" : "PUT", session + query, owner_, kHello);
      http::RequestHead head;
      http::parse_head(text, head);
      const auto exchange = plane.begin(head);
      auto opened = exchange->open();
      http::BodySink& sink = *std::get<std::unique_ptr<http::BodySink>>(opened);
      EXPECT_FALSE(sink.write(std::as_bytes(std::span(kHello.substr(0, received)))));
      EXPECT_TRUE(blobs.cancel_upload(key));
      const auto rest = std::as_bytes(std::span(kHello.substr(received)));
      const auto answer = rest.empty() ? sink.finish() : sink.write(rest).value();
      EXPECT_EQ(read(answer).error(), "BLOB_UPLOAD_UNKNOWN");
    }
  }
}

TEST_F(OciPushTest, ToARepositoryDeletedMeanwhileNamesIt) {
  for (const std::size_t size : {std::size_t{100}, 3 * kMaxSmallBlobBytes}) {
    const Repository repository = create_repository("gone");
    const std::string content(size, 'x');
    const WireAnswer answer = push_to_deleted(
        repository, "POST", "/v2/acme/gone/blobs/uploads/?digest=" + Digest::of(content).text(),
        content);
    EXPECT_EQ(answer.error(), "NAME_UNKNOWN");
    EXPECT_TRUE(answer.body.contains("'gone' does not exist in the registry")) << answer.body;
  }
}

TEST_F(OciPushTest, ToARepositoryDeletedMeanwhileLeavesTheBytesIntact) {
  // Another client may have pushed the same bytes meanwhile, and refer to them. The repository is
  // deleted after the plane has checked that it exists.
  const std::string content(3 * kMaxSmallBlobBytes, 'x');
  const Digest digest = Digest::of(content);
  const Repository repository = create_repository("gone");
  const UploadKey key{.repository = repository.key, .id = make_uuid(upload_ids_)};
  ASSERT_TRUE(blobs_.create_upload(key, repository.registry, Quotas(), HashAlgorithm::sha256));
  const auto writer = blobs_.open_upload(key);
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->append(std::as_bytes(std::span(content))));
  ASSERT_TRUE(metadata_.delete_repository(repository, RepositoryContent::is_deleted_too,
                                          {.at = clock_.now()}));
  const auto blob = complete_upload(metadata_, blobs_, clock_, repository, **writer, digest);
  ASSERT_FALSE(blob);
  EXPECT_EQ(blob.error().code, ErrorCode::repository_not_found);
  EXPECT_EQ(blobs_.open_blob(digest)->size_bytes, content.size());
}

TEST_F(OciPushTest, MountsFromAnywhereInTheRegistry) {
  create_repository("second");
  const std::string target = "/v2/acme/second/blobs/uploads/?mount=";
  EXPECT_EQ(send("POST", target + hello_digest_, owner_).status, 201U);
  EXPECT_EQ(send("GET", "/v2/acme/second/blobs/" + hello_digest_, anonymous_).body, kHello);
  EXPECT_EQ(send("POST", target + Digest::of("other").text(), owner_).status, 202U);
}

TEST_F(OciPushTest, OfASparseImageNeedsAServerThatAcceptsThem) {
  EXPECT_EQ(send("DELETE", "/v2/acme/app/blobs/" + hello_digest_, owner_).status, 202U);
  EXPECT_EQ(send("PUT", manifests_ + "v1", owner_, manifest()).status, 404U);
  const std::string text = request_text("PUT", manifests_ + "v1", owner_, manifest());
  http::RequestHead head;
  EXPECT_EQ(http::parse_head(text, head).state, http::HeadState::complete);
  EXPECT_EQ(sparse_plane_.begin(head)->answer(manifest()).status, 201U);
  EXPECT_EQ(send("GET", manifests_ + "v1", anonymous_).body, manifest());
  EXPECT_EQ(send("GET", "/v2/acme/app/blobs/" + hello_digest_, anonymous_).status, 404U);
}

}  // namespace
}  // namespace berth::oci
