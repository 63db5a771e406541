// Uploads whose connection hangs, and the effect of another request for them.
#include "oci_fixture.h"
#include "registry/use_cases/blobs.h"

namespace berth::oci {
namespace {

// For its store, a client is idle whenever it sends nothing.
class OciTakeoverTest : public OciFixture {
 protected:
  // A request whose body has begun to arrive.
  struct Hanging {
    std::string text;
    http::RequestHead head;
    std::unique_ptr<http::Exchange> exchange;
    std::unique_ptr<http::BodySink> sink;

    std::optional<WireAnswer> write(std::string_view bytes) const {
      auto early = sink->write(std::as_bytes(std::span(bytes)));
      return early ? std::optional(read(*early)) : std::nullopt;
    }
    [[nodiscard]] WireAnswer finish() const { return read(sink->finish()); }
  };

  std::unique_ptr<Hanging> begin(std::string_view method, std::string_view target,
                                 std::string_view fields, std::string_view body,
                                 std::size_t received_bytes) {
    auto hanging = std::make_unique<Hanging>();
    hanging->text = request_text(method, target, fields, body);
    http::parse_head(hanging->text, hanging->head);
    hanging->exchange = impatient_plane_.begin(hanging->head);
    auto opened = hanging->exchange->open();
    hanging->sink = std::get<std::unique_ptr<http::BodySink>>(std::move(opened));
    if (received_bytes > 0) {
      EXPECT_FALSE(hanging->write(body.substr(0, received_bytes)));
    }
    return hanging;
  }
  WireAnswer ask(std::string_view method, std::string_view target, std::string_view fields = {},
                 std::string_view body = {}) {
    return send_to(impatient_plane_, method, target, owner_ + std::string(fields), body);
  }
  std::string new_session() {
    return "/v2/acme/app/blobs/uploads/" +
           ask("POST", "/v2/acme/app/blobs/uploads/").field("Docker-Upload-UUID");
  }

  TemporaryFolder blob_folder_;
  const std::unique_ptr<BlobBackend> impatient_blobs_ = open_impatient_blobs(blob_folder_.path());
  const plane::Services impatient_services_{accounts_,      metadata_,   impatient_blobs_->blobs(),
                                            authenticator_, authorizer_, quotas_,
                                            clock_,         upload_ids_};
  Plane impatient_plane_{impatient_services_, room_, {}};

  // Kept in memory, and in a file.
  static constexpr std::array kSizes{std::size_t{100}, 3 * kMaxSmallBlobBytes};
};

TEST_F(OciTakeoverTest, APutThatHangsCanBeRepeatedAsAWhole) {
  for (const std::size_t size : kSizes) {
    const std::string content(size, 'x');
    const std::string session = new_session();
    const std::string target = session + "?digest=" + Digest::of(content).text();
    const auto hanging = begin("PUT", target, owner_, content, size / 2);
    EXPECT_EQ(ask("GET", session).field("Range"), "0-0");
    EXPECT_EQ(ask("PUT", target, {}, content).status, 201U);
    EXPECT_EQ(hanging->write("more")->error(), "BLOB_UPLOAD_UNKNOWN");
  }
}

TEST_F(OciTakeoverTest, AChunkThatHangsIsKeptAsFarAsItArrived) {
  for (const std::size_t size : kSizes) {
    const std::string content(size, 'x');
    const std::string session = new_session();
    const auto hanging = begin("PATCH", session, owner_, content, size / 2);
    const std::string received = std::to_string(size / 2);
    EXPECT_EQ(ask("GET", session).field("Range"), "0-" + std::to_string(size / 2 - 1));
    const std::string range = "Content-Range: " + received + "-" + std::to_string(size - 1);
    EXPECT_EQ(ask("PUT", session + "?digest=" + Digest::of(content).text(), range + "\r\n",
                  content.substr(size / 2))
                  .status,
              201U);
  }
}

TEST_F(OciTakeoverTest, ARefusedRequestLeavesAPausedUploadToItsClient) {
  for (const std::size_t size : kSizes) {
    quotas_.layer_size_bytes = Quotas{}.layer_size_bytes;
    const std::string content(size, 'x');
    const std::string session = new_session();
    const auto paused = begin("PATCH", session, owner_, content, size / 2);
    EXPECT_EQ(ask("PATCH", session, "Content-Range: 7-8\r\n", "ab").status, 416U);
    EXPECT_EQ(ask("PUT", session + "?digest=" + hello_digest_).error(), "DIGEST_INVALID");
    EXPECT_EQ(
        ask("PUT", session + "?digest=" + hello_digest_, "Content-Range: 7-8\r\n", "ab").status,
        416U);
    quotas_.layer_size_bytes = size;
    EXPECT_EQ(ask("PATCH", session, {}, content).status, 413U);
    EXPECT_EQ(ask("PATCH", session).status, 202U);
    EXPECT_FALSE(paused->write(std::string_view(content).substr(size / 2)));
    EXPECT_EQ(paused->finish().status, 202U);
    EXPECT_EQ(ask("PUT", session + "?digest=" + Digest::of(content).text()).status, 201U);
  }
}

TEST_F(OciTakeoverTest, AChunkForAnUploadWhoseClientWentOnHasToTryAgain) {
  const std::string session = new_session();
  const auto first = begin("PATCH", session, owner_, "first", 2);
  const auto second = begin("PATCH", session, owner_, "second", 0);
  EXPECT_FALSE(first->write("rst"));
  const auto refused = second->write("second");
  EXPECT_EQ(refused->status, 409U);
  EXPECT_EQ(first->finish().field("Range"), "0-4");
}

}  // namespace
}  // namespace berth::oci
