// Blobs and uploads of the OCI plane, where it takes more than requests and answers: those are in
// cases/oci/.
#include "oci_fixture.h"
#include "registry/use_cases/blobs.h"

namespace berth::oci {
namespace {

class OciBlobTest : public OciFixture {
 protected:
  const std::string uploads_ = "/v2/acme/app/blobs/uploads/";
  const std::string blob_ = "/v2/acme/app/blobs/" + hello_digest_;
};

TEST_F(OciBlobTest, HoldsChunksOfUnknownLengthToTheirContentRange) {
  for (const std::string_view range : {"0-2", "0-9"}) {
    const std::string text = "PATCH " + start_upload() +
                             " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n" + owner_ +
                             "Content-Range: " + std::string(range) + "\r\n\r\n";
    http::RequestHead head;
    http::parse_head(text, head);
    const auto exchange = plane_.begin(head);
    auto opened = exchange->open();
    auto& sink = std::get<std::unique_ptr<http::BodySink>>(opened);
    auto response = sink->write(std::as_bytes(std::span(kHello)));
    if (!response) response = sink->finish();
    EXPECT_EQ(read(*std::move(response)).error(), "SIZE_INVALID") << range;
  }
}

TEST_F(OciBlobTest, GoesOnWhereADroppedConnectionStopped) {
  const std::string session = start_upload();
  send_and_drop("PATCH", session, owner_, kHello, 3);
  EXPECT_EQ(send("GET", session, owner_).field("Range"), "0-2");
  EXPECT_EQ(
      send("PUT", session + "?digest=" + hello_digest_, owner_ + "Content-Range: 3-4\r\n", "lo")
          .status,
      201U);
}

TEST_F(OciBlobTest, LeavesNothingOfADroppedPost) {
  send_and_drop("POST", uploads_ + "?digest=" + hello_digest_, owner_, kHello, 3);
  EXPECT_TRUE(blobs_.list_uploads({}).uploads.empty());
  EXPECT_EQ(send("GET", blob_, owner_).status, 404U);
}

TEST_F(OciBlobTest, MustMatchItsDigest) {
  const std::string session = start_upload();
  const WireAnswer wrong = send("PUT", session + "?digest=" + hello_digest_, owner_, "hell");
  EXPECT_EQ(wrong.status, 400U);
  EXPECT_EQ(wrong.error(), "DIGEST_INVALID");
  EXPECT_EQ(send("PUT", session + "?digest=" + hello_digest_, owner_, kHello).status, 201U);

  EXPECT_EQ(send("POST", uploads_ + "?digest=" + Digest::of("x").text(), owner_, kHello).error(),
            "DIGEST_INVALID");
  for (const std::string digest :
       {"", "sha256:", "sha256:xyz", "md5:0cc175b9c0f1b6a831c399e269772661", "%00"}) {
    EXPECT_EQ(send("POST", uploads_ + "?digest=" + digest, owner_, kHello).error(),
              "DIGEST_INVALID");
    EXPECT_EQ(send("GET", "/v2/acme/app/blobs/" + digest, owner_).error(), "DIGEST_INVALID");
  }
  EXPECT_EQ(send("PUT", start_upload(), owner_).error(), "DIGEST_INVALID");
  EXPECT_EQ(send("GET", start_upload(), owner_).status, 204U);
}

TEST_F(OciBlobTest, MayBeEmpty) {
  const std::string digest = Digest::of("").text();
  EXPECT_EQ(send("PUT", start_upload() + "?digest=" + digest, owner_).status, 201U);
  EXPECT_EQ(send("GET", "/v2/acme/app/blobs/" + digest, owner_).body, "");
  EXPECT_EQ(send("HEAD", "/v2/acme/app/blobs/" + digest, owner_).content_length, 0U);
}

TEST_F(OciBlobTest, UploadsTakeOneRequestAtATimeInOneRepository) {
  create_repository("second");
  const WireAnswer started = send("POST", uploads_, owner_);
  const std::string id = started.field("Docker-Upload-UUID");
  EXPECT_EQ(send("GET", "/v2/acme/second/blobs/uploads/" + id, owner_).status, 404U);

  const std::string text = "PATCH " + uploads_ + id + " HTTP/1.1\r\nHost: h\r\n" + owner_ + "\r\n";
  http::RequestHead head;
  http::parse_head(text, head);
  const auto exchange = plane_.begin(head);
  const auto held = exchange->open();
  const WireAnswer second = send("PATCH", uploads_ + id, owner_, "x");
  EXPECT_EQ(second.status, 409U);
  EXPECT_EQ(second.error(), "BLOB_UPLOAD_INVALID");
  EXPECT_EQ(second.field("Retry-After"), "5");
}

// The ranges of a multipart/byteranges body, with their bytes.
std::vector<std::pair<std::string, std::string>> parts_of(const WireAnswer& answer) {
  const std::string type = answer.field("Content-Type");
  constexpr std::string_view kType = "multipart/byteranges; boundary=";
  EXPECT_TRUE(type.starts_with(kType)) << type;
  const std::string delimiter = "\r\n--" + type.substr(kType.size());
  std::vector<std::pair<std::string, std::string>> parts;
  const std::string body = "\r\n" + answer.body;
  std::string_view rest = body;
  while (rest.starts_with(delimiter + "\r\n")) {
    rest.remove_prefix(delimiter.size() + 2);
    const std::size_t head = rest.find("\r\n\r\n");
    const std::size_t end = rest.find(delimiter, head);
    constexpr std::string_view kHead =
        "Content-Type: application/octet-stream\r\nContent-Range: bytes ";
    EXPECT_TRUE(rest.starts_with(kHead)) << rest.substr(0, head);
    parts.emplace_back(rest.substr(kHead.size(), head - kHead.size()),
                       rest.substr(head + 4, end - head - 4));
    rest.remove_prefix(end);
  }
  EXPECT_EQ(rest, delimiter + "--\r\n");
  return parts;
}

TEST_F(OciBlobTest, IsReturnedInAsManyPartsAsRequested) {
  using Parts = std::vector<std::pair<std::string, std::string>>;
  // Kept with the metadata, and in a file.
  for (const std::size_t size : {std::size_t{30}, 3 * kMaxSmallBlobBytes}) {
    std::string content(size, 'x');
    for (std::size_t i = 0; i < 30; ++i) content[i] = static_cast<char>('a' + i % 26);
    const std::string digest = Digest::of(content).text();
    EXPECT_EQ(send("POST", uploads_ + "?digest=" + digest, owner_, content).status, 201U);
    const auto get = [&](const std::string& fields, std::string_view method = "GET") {
      return send(method, "/v2/acme/app/blobs/" + digest, anonymous_ + fields);
    };
    const std::string of = "/" + std::to_string(size);
    const WireAnswer several = get("Range: bytes=0-9,10-10,20-22\r\n");
    EXPECT_EQ(several.status, 206U);
    EXPECT_EQ(several.field("Content-Range"), "");
    EXPECT_EQ(several.field("Docker-Content-Digest"), digest);
    EXPECT_EQ(parts_of(several),
              (Parts{{"0-9" + of, "abcdefghij"}, {"10-10" + of, "k"}, {"20-22" + of, "uvw"}}));
    const std::string beyond = "1-1,1" + std::to_string(size) + "-";
    EXPECT_EQ(parts_of(get("Range: bytes=" + beyond + "\r\n")), (Parts{{"1-1" + of, "b"}}));
    for (const char* ranges : {"0-9,5-12", "20-29,0-9", "0-1,5-4", "0-1,x"}) {
      const std::string field = std::string("Range: bytes=") + ranges + "\r\n";
      EXPECT_EQ(get(field).status, 400U) << ranges;
      EXPECT_EQ(get(field).error(), "RANGE_INVALID") << ranges;
      EXPECT_EQ(get(field + "If-Range: \"other\"\r\n").status, 200U) << ranges;
      EXPECT_EQ(get(field, "HEAD").status, 200U) << ranges;
    }
    const std::string none = "Range: bytes=9999999-,99999999-\r\n";
    EXPECT_EQ(get(none).status, 416U);
    EXPECT_EQ(get(none).field("Content-Range"), "bytes */" + std::to_string(size));
    EXPECT_EQ(get("Range: bytes=0-1,3-4\r\nIf-Range: \"other\"\r\n").body, content);
  }
}

TEST_F(OciBlobTest, IsSentOnlyIfThePreconditionsHold) {
  push_hello();
  const std::string blob = "/v2/acme/app/blobs/" + hello_digest_;
  for (const char* range : {"", "Range: bytes=0-1\r\n"}) {
    const WireAnswer refused = send("GET", blob, anonymous_ + "If-Match: \"x\"\r\n" + range);
    EXPECT_EQ(refused.status, 412U);
    EXPECT_EQ(refused.error(), "DENIED") << refused.body;
  }
  EXPECT_EQ(send("GET", blob, anonymous_ + "If-Match: \"" + hello_digest_ + "\"\r\n").body, kHello);
}

TEST_F(OciBlobTest, IsHeldForCallersThatMayPushAndForNobodyElse) {
  push_hello();
  clock_.advance(std::chrono::hours(12));
  const std::string reader = user_who_may("ecr-public:BatchCheckLayerAvailability");
  const std::string owner = bearer_of(principal(kAccessKeyId));
  const auto held = last_hold();
  for (const std::string& caller :
       {bearer_of(std::nullopt), bearer_of(principal("AKIDOTHER")), reader}) {
    EXPECT_EQ(send("HEAD", blob_, caller).status, 200U);
    EXPECT_EQ(last_hold(), held);
  }
  EXPECT_EQ(send("HEAD", blob_, owner).status, 200U);
  EXPECT_NE(last_hold(), held);
}

TEST_F(OciBlobTest, IsNotDeletedWhileAnImageNamesIt) {
  push_hello();
  const std::string image = "/v2/acme/app/manifests/v1";
  const WireAnswer pushed = send("PUT", image, owner_, manifest());
  ASSERT_EQ(pushed.status, 201U);
  const WireAnswer refused = send("DELETE", blob_, owner_);
  EXPECT_EQ(refused.status, 405U);
  EXPECT_EQ(refused.error(), "DENIED");
  EXPECT_EQ(refused.field("Allow"), "GET, HEAD");
  EXPECT_EQ(send("GET", blob_, anonymous_).body, kHello);
  const std::string by_digest = "/v2/acme/app/manifests/" + pushed.field("Docker-Content-Digest");
  EXPECT_EQ(send("DELETE", by_digest, owner_).status, 202U);
  EXPECT_EQ(send("DELETE", blob_, owner_).status, 202U);
}

TEST_F(OciBlobTest, IsDeletedFromOneRepositoryOnly) {
  create_repository("second");
  push_hello();
  send("POST", "/v2/acme/second/blobs/uploads/?mount=" + hello_digest_ + "&from=acme/app", owner_);
  EXPECT_EQ(send("DELETE", blob_, owner_).status, 202U);
  EXPECT_EQ(send("GET", blob_, owner_).status, 404U);
  EXPECT_EQ(send("GET", "/v2/acme/second/blobs/" + hello_digest_, owner_).status, 200U);
}

}  // namespace
}  // namespace berth::oci
