// Pushing and deleting through the API: large layers and manifests, concurrency, quotas. Other
// answers are in cases/aws/.
#include "aws_fixture.h"
#include "base/encoding.h"
#include "json/writer.h"
#include "registry/use_cases/blobs.h"
#include "registry/use_cases/uploads.h"
#include "registry/values/manifest.h"

namespace berth::aws {
namespace {

class AwsLayers : public AwsFixture {
 protected:
  Answer ask(std::string_view operation, const std::string& more) {
    return call(operation, R"({"repositoryName":"app",)" + more + "}");
  }
  std::string start() {
    const Answer answer = call("InitiateLayerUpload", R"({"repositoryName":"app"})");
    EXPECT_EQ(answer.json().at("partSize"), 10 * 1024 * 1024);
    return std::string(answer.json().at("uploadId").as_string());
  }
  Answer part(const std::string& id, std::uint64_t first, std::string_view bytes) {
    return ask("UploadLayerPart", R"("uploadId":")" + id + R"(","partFirstByte":)" +
                                      std::to_string(first) + R"(,"partLastByte":)" +
                                      std::to_string(first + bytes.size() - 1) +
                                      R"(,"layerPartBlob":")" + to_base64(bytes) + '"');
  }
  Answer complete(const std::string& id, std::string_view digest) {
    return ask("CompleteLayerUpload",
               R"("uploadId":")" + id + R"(","layerDigests":[")" + std::string(digest) + "\"]");
  }
  void push_layer(std::string_view bytes) {
    const std::string id = start();
    EXPECT_EQ(part(id, 0, bytes).status, 200U);
    EXPECT_EQ(complete(id, Digest::of(bytes).text()).status, 200U);
  }
  static std::string escape(std::string_view json) {
    std::string out;
    berth::json::Writer(out).string(json);
    return out;
  }
  Answer put(const std::string& manifest, const std::string& more = "") {
    return ask("PutImage", R"("imageManifest":)" + escape(manifest) + more);
  }

  Repository repository_ = create_repository("app");
};

TEST_F(AwsLayers, ALayerComesInConsecutiveParts) {
  const std::string id = start();
  const std::string first(5 * 1024 * 1024, 'x');
  EXPECT_EQ(part(id, 0, first).json().at("lastByteReceived"), 5 * 1024 * 1024 - 1);
  EXPECT_EQ(part(id, 5 * 1024 * 1024, "end").json().at("lastByteReceived"), 5 * 1024 * 1024 + 2);
  const std::string digest = Digest::of(first + "end").text();
  EXPECT_EQ(complete(id, digest).body,
            R"({"registryId":"123456789012","repositoryName":"app","uploadId":")" + id +
                R"(","layerDigest":")" + digest + "\"}");
  EXPECT_EQ(complete(id, digest).error(), "UploadNotFoundException");
  EXPECT_TRUE(blobs_.open_blob(*Digest::parse(digest)));
}

TEST_F(AwsLayers, OthersMustRetryWhileAPartIsBeingWritten) {
  const std::string id = start();
  const auto other = blobs_.open_upload({.repository = repository_.key, .id = id});
  for (const Answer& answer : {part(id, 0, "x"), complete(id, Digest::of("x").text())}) {
    EXPECT_EQ(answer.status, 500U);  // which SDKs retry
    EXPECT_EQ(answer.error(), "ServerException");
  }
}

// An upload whose writer has opened it and is idle, in a store that lets others take it over at
// once.
class AwsPausedUpload : public AwsLayers {
 protected:
  const TemporaryFolder blob_folder_;
  const std::unique_ptr<BlobBackend> backend_ = open_impatient_blobs(blob_folder_.path());
  BlobStore& impatient_ = backend_->blobs();
  const UploadServices services_{
      .metadata = metadata_, .blobs = impatient_, .clock = clock_, .quotas = quotas_};
  const std::string id_ =
      berth::start_upload(services_, upload_ids_, repository_, kAccessKeyId).value();
  const std::unique_ptr<UploadWriter> paused_ =
      *impatient_.open_upload({.repository = repository_.key, .id = id_});
  const std::span<const std::byte> content_ = std::as_bytes(std::span(std::string_view("layer")));
};

TEST_F(AwsPausedUpload, ARefusedRequestLeavesItToItsWriter) {
  ASSERT_TRUE(paused_->append(content_));
  EXPECT_EQ(
      upload_part(services_, repository_, id_, {.first_byte = 0, .last_byte = 4, .bytes = content_})
          .error()
          .code,
      ErrorCode::upload_part_invalid);
  EXPECT_EQ(
      complete_upload_in_parts(services_, repository_, id_, {Digest::of("other")}).error().code,
      ErrorCode::digest_mismatch);
  EXPECT_TRUE(paused_->append(content_));
  EXPECT_EQ(paused_->size_bytes(), 10U);
}

TEST_F(AwsPausedUpload, IsNotFoundAfterAnotherRequestTookItOver) {
  ASSERT_TRUE(upload_part(services_, repository_, id_,
                          {.first_byte = 0, .last_byte = 4, .bytes = content_}));
  EXPECT_EQ(
      complete_upload(metadata_, impatient_, clock_, repository_, *paused_, Digest::of("")).error(),
      (Error{.code = ErrorCode::upload_not_found,
             .registry = repository_.registry.text(),
             .repository = repository_.name.text(),
             .subject = id_}));
}

TEST_F(AwsLayers, AnUploadIsCompletedByItsSha256AmongOtherDigests) {
  const auto complete_with = [this](std::string_view bytes, std::string_view before,
                                    std::string_view after) {
    const std::string id = start();
    part(id, 0, bytes);
    return complete(id, std::string(before) + Digest::of(bytes).text() + std::string(after))
        .error();
  };
  const std::string sha512 = Digest::of("b", HashAlgorithm::sha512).text();
  EXPECT_EQ(complete_with("a", "", R"(",")" + sha512), "");
  EXPECT_EQ(complete_with("b", sha512 + R"(",")", ""), "");
  EXPECT_EQ(complete_with("c", R"(md5:00",")" + sha512 + R"(",")", ""), "");
  const std::string id = start();
  part(id, 0, "b");
  EXPECT_EQ(complete(id, sha512).error(), "InvalidLayerException");
}

TEST_F(AwsLayers, ALayerIsNoLargerThanItsQuota) {
  quotas_.layer_size_bytes = 5;
  quotas_.parts_per_layer = 2;
  const std::string id = start();
  EXPECT_EQ(part(id, 0, "abcdef").error(), "LimitExceededException");
  EXPECT_EQ(part(id, 0, "a").status, 200U);
  EXPECT_EQ(part(id, 1, "b").status, 200U);
  EXPECT_EQ(part(id, 2, "c").error(), "LimitExceededException");
}

TEST_F(AwsLayers, LayersAndManifestsAreHeldToTheStorageQuotas) {
  const std::string layer(30'000, 'x');
  const std::string late = start();
  EXPECT_EQ(part(late, 0, std::string(30'000, 'y')).status, 200U);
  push_layer(layer);
  ASSERT_TRUE(stores_.usage().set_quota(
      repository_.registry, {.kind = StorageQuota::Kind::limited, .limit_bytes = 30'000}, {}));
  const auto expect_refused = [](const Answer& answer, std::string_view more_bytes) {
    EXPECT_EQ(answer.error(), "LimitExceededException");
    EXPECT_EQ(answer.message(),
              "The registry with id '123456789012' holds 30000 bytes, and " +
                  std::string(more_bytes) +
                  " more would exceed the maximum allowed storage which is '30000' bytes");
  };
  // SDKs try it again: the upload stays until it expires.
  for (int times = 0; times < 2; ++times) {
    expect_refused(complete(late, Digest::of(std::string(30'000, 'y')).text()), "30000");
  }
  expect_refused(part(start(), 0, std::string(20'000, 'z')), "20000");
  const std::string manifest =
      R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",)"
      R"("config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":")" +
      Digest::of(layer).text() + R"(","size":30000},"layers":[]})";
  expect_refused(put(manifest), std::to_string(manifest.size()));
  ASSERT_TRUE(stores_.usage().set_quota(repository_, {.kind = StorageQuota::Kind::unlimited}, {}));
  expect_refused(put(manifest), std::to_string(manifest.size()));  // still the registry's
  ASSERT_TRUE(stores_.usage().set_quota(repository_.registry, {}, {}));
  EXPECT_EQ(put(manifest).status, 200U);
  EXPECT_EQ(complete(late, Digest::of(std::string(30'000, 'y')).text()).status, 200U);
}

TEST_F(AwsLayers, UnfinishedUploadsAreHeldToTheirQuotas) {
  quotas_.uploads_per_access_key = 1;
  quotas_.upload_bytes_per_registry = 5;
  const std::string id = start();
  const Answer refused = call("InitiateLayerUpload", R"({"repositoryName":"app"})");
  EXPECT_EQ(refused.status, 400U);
  EXPECT_EQ(refused.error(), "ThrottlingException");  // SDKs retry it
  EXPECT_EQ(part(id, 0, "layer and more").error(), "ThrottlingException");
  EXPECT_EQ(part(id, 0, "layer").status, 200U);
  EXPECT_EQ(complete(id, Digest::of("layer").text()).status, 200U);
  start();
}

TEST_F(AwsLayers, TheStructureShowsTheKindOfAManifestWithoutMediaType) {
  push_layer("layer");
  const std::string silent = R"({"schemaVersion":2,"config":{"digest":")" +
                             Digest::of("layer").text() + R"(","size":5},"layers":[]})";
  const auto as = [](std::string_view kind) {
    return R"(,"imageManifestMediaType":")" + std::string(kind) + '"';
  };
  EXPECT_EQ(put(silent, as(media_types::kDockerManifest)).error(), "InvalidParameterException");
  EXPECT_EQ(put(silent, as(media_types::kOciIndex)).error(), "InvalidParameterException");
  const Answer answer = put(silent);
  EXPECT_EQ(answer.status, 200U) << answer.body;
  EXPECT_EQ(answer.json().at("image").at("imageManifestMediaType").as_string(),
            std::string(media_types::kOciManifest));
}

TEST_F(AwsLayers, AManifestIsNoLongerThanItsLimitInBytes) {
  std::string text;
  while (text.size() <= kMaxManifestBytes) text += "\u00e9";
  const Answer answer = put("{\"a\":\"" + text + "\"}");
  EXPECT_EQ(answer.status, 400U);
  EXPECT_EQ(answer.error(), "InvalidParameterException");
  EXPECT_TRUE(answer.body.contains("less than or equal to 4194304")) << answer.body;
}

TEST_F(AwsLayers, ImagesAreDeletedByTagByDigestAndByBoth) {
  const Digest first = push(repository_, "first", "v1");
  push(repository_, "first", "v2");
  const Digest second = push(repository_, "second", "v3");
  push(repository_, "second", "v4");
  const Digest untagged = push(repository_, "third");
  const auto ids = [&](const std::string& list) {
    return ask("BatchDeleteImage", R"("imageIds":[)" + list + "]").body;
  };
  EXPECT_EQ(ids(R"({"imageTag":"v1"})"), R"({"imageIds":[{"imageDigest":")" + first.text() +
                                             R"(","imageTag":"v1"}],"failures":[]})");
  EXPECT_EQ(
      ids(R"({"imageDigest":")" + first.text() + R"(","imageTag":"v2"})"),
      R"({"imageIds":[{"imageDigest":")" + first.text() + R"(","imageTag":"v2"}],"failures":[]})");
  EXPECT_FALSE(metadata_.find_image(repository_.key, first));  // it was the last one
  EXPECT_EQ(ids(R"({"imageDigest":")" + second.text() + R"("},{"imageDigest":")" + untagged.text() +
                "\"}"),
            R"({"imageIds":[{"imageDigest":")" + second.text() +
                R"(","imageTag":"v3"},{"imageDigest":")" + second.text() +
                R"(","imageTag":"v4"},{"imageDigest":")" + untagged.text() +
                R"("}],"failures":[]})");
}

TEST_F(AwsLayers, EachImageThatCannotBeDeletedIsASeparateFailure) {
  const Digest first = push(repository_, "first", "v1");
  const Digest second = push(repository_, "second", "v2");
  const boost::json::value answer =
      ask("BatchDeleteImage",
          R"("imageIds":[{},{"imageTag":"none"},{"imageTag":"-"},{"imageDigest":"x"},)"
          R"({"imageDigest":"sha512:00"},{"imageDigest":")" +
              first.text() + R"(","imageTag":"v2"},{"imageTag":"v1"}])")
          .json();
  std::string codes;
  for (const auto& failure : answer.at("failures").as_array()) {
    codes += std::string(failure.at("failureCode").as_string()) + ' ';
  }
  EXPECT_EQ(codes,
            "MissingDigestAndTag ImageNotFound InvalidImageTag InvalidImageDigest ImageNotFound "
            "ImageTagDoesNotMatchDigest ");
  EXPECT_EQ(answer.at("imageIds").as_array().size(), 1U);
  EXPECT_TRUE(metadata_.find_image(repository_.key, second));
}

TEST_F(AwsLayers, AnImageThatAnIndexHoldsStays) {
  const Digest child = push(repository_, "child", "v1");
  NewImage index{.digest = Digest::of("index"),
                 .media_type = "application/vnd.oci.image.index.v1+json",
                 .artifact_media_type = "",
                 .content = "index",
                 .size_bytes = 0,
                 .layers = {},
                 .children = {{.digest = child, .size_bytes = 5}}};
  ASSERT_TRUE(metadata_.put_image({.repository = repository_,
                                   .image = index,
                                   .author = {.at = clock_.now(), .user = "admin"}}));
  for (const std::string& id :
       {R"({"imageDigest":")" + child.text() + "\"}", std::string(R"({"imageTag":"v1"})")}) {
    const boost::json::value failure =
        ask("BatchDeleteImage", R"("imageIds":[)" + id + "]").json().at("failures").at(0);
    EXPECT_EQ(failure.at("failureCode"), "ImageReferencedByManifestList");
    EXPECT_EQ(failure.at("failureReason"),
              boost::json::string("Requested image referenced by manifest list: [" +
                                  index.digest.text() + "]"));
  }
}

TEST_F(AwsLayers, RegistriesAreNamedByIdOrByAlias) {
  for (const std::string_view id : {"123456789012", "acme"}) {
    EXPECT_EQ(ask("InitiateLayerUpload", R"("registryId":")" + std::string(id) + '"').status, 200U);
  }
  EXPECT_EQ(ask("InitiateLayerUpload", R"("registryId":"nobody")").body,
            R"({"__type":"RegistryNotFoundException","message":"The registry with id 'nobody' )"
            R"(does not exist"})");
  EXPECT_EQ(ask("BatchDeleteImage", R"("registryId":"nobody","imageIds":[{}])").error(),
            "RepositoryNotFoundException");
}

}  // namespace
}  // namespace berth::aws
