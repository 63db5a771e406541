// Blobs that are not files of this machine: a store that reads them for the answer, or that sends
// the client elsewhere.
#include "oci_fixture.h"
#include "registry/ports/test_support.h"
#include "registry/rules/small_blobs.h"

namespace berth::oci {
namespace {

class BytesInMemory final : public ByteSource {
 public:
  explicit BytesInMemory(std::string bytes) : bytes_(std::move(bytes)) {}
  void read(std::uint64_t offset, std::span<std::byte> room) override {
    const auto part = std::as_bytes(std::span(bytes_)).subspan(offset, room.size());
    std::ranges::copy(part, room.begin());
  }

 private:
  const std::string bytes_;
};

// Has the blobs of another store in other places.
class MovedBlobs final : public PassingBlobStore {
 public:
  using PassingBlobStore::PassingBlobStore;
  std::optional<OpenBlob> open_blob(const Digest& digest) override {
    auto blob = PassingBlobStore::open_blob(digest);
    if (!blob) return blob;
    std::string bytes(blob->size_bytes, '\0');
    read_at(blob->bytes, /*offset=*/0, std::as_writable_bytes(std::span(bytes)));
    blob->bytes = std::make_shared<BytesInMemory>(std::move(bytes));
    if (!url_base.empty()) blob->url = url_base + digest.text();
    return blob;
  }

  std::string url_base;
};

class OciBlobPlacesTest : public OciFixture {
 protected:
  OciBlobPlacesTest() {
    EXPECT_EQ(
        send("POST", "/v2/acme/app/blobs/uploads/?digest=" + digest_, owner_, content_).status,
        201U);
  }
  WireAnswer get(const std::string& fields = "", std::string_view method = "GET") {
    return send_to(plane_elsewhere_, method, "/v2/acme/app/blobs/" + digest_, anonymous_ + fields,
                   {});
  }

  const std::string content_ = std::string(kMaxSmallBlobBytes, 'x') + "0123456789";
  const std::string digest_ = Digest::of(content_).text();
  MovedBlobs elsewhere_{blobs_};
  const plane::Services services_elsewhere_{accounts_,   metadata_, elsewhere_, authenticator_,
                                            authorizer_, quotas_,   clock_,     upload_ids_};
  Plane plane_elsewhere_{services_elsewhere_, room_, {}};
};

TEST_F(OciBlobPlacesTest, ASourceIsReadForTheAnswer) {
  EXPECT_EQ(get().body, content_);
  const WireAnswer part =
      get("Range: bytes=" + std::to_string(kMaxSmallBlobBytes + 2) + "-" + "\r\n");
  EXPECT_EQ(part.status, 206U);
  EXPECT_EQ(part.body, "23456789");
  const WireAnswer parts = get("Range: bytes=0-1,-2\r\n");
  EXPECT_EQ(parts.status, 206U);
  EXPECT_TRUE(parts.body.contains("\r\n\r\nxx\r\n--")) << parts.body;
  EXPECT_TRUE(parts.body.contains("\r\n\r\n89\r\n--")) << parts.body;
}

TEST_F(OciBlobPlacesTest, AStoreMaySendTheClientElsewhere) {
  elsewhere_.url_base = "https://objects.example/bucket/";
  for (const char* fields : {"", "Range: bytes=0-1\r\n"}) {
    const WireAnswer redirect = get(fields);
    EXPECT_EQ(redirect.status, 307U);
    EXPECT_EQ(redirect.field("Location"), "https://objects.example/bucket/" + digest_);
    EXPECT_EQ(redirect.field("Docker-Content-Digest"), digest_);
    EXPECT_EQ(redirect.body, "");
  }
  const WireAnswer head = get("", "HEAD");
  EXPECT_EQ(head.status, 200U);
  EXPECT_EQ(head.content_length, content_.size());
  EXPECT_EQ(get("If-None-Match: \"" + digest_ + "\"\r\n").status, 304U);
}

TEST_F(OciBlobPlacesTest, OnlyAClientThatMayReadTheBlobIsSentElsewhere) {
  elsewhere_.url_base = "https://objects.example/bucket/";
  create_repository("other");
  const WireAnswer missing =
      send_to(plane_elsewhere_, "GET", "/v2/acme/other/blobs/" + digest_, anonymous_, {});
  EXPECT_EQ(missing.status, 404U);
  const WireAnswer unknown =
      send_to(plane_elsewhere_, "GET", "/v2/acme/app/blobs/" + digest_, {}, {});
  EXPECT_EQ(unknown.status, 401U);
  EXPECT_EQ(unknown.field("Location"), "");
}

}  // namespace
}  // namespace berth::oci
