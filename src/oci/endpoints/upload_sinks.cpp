#include "oci/endpoints/upload_sinks.h"

#include "oci/messages.h"
#include "oci/response.h"
#include "oci/wire_error.h"
#include "registry/use_cases/blobs.h"

namespace berth::oci {
namespace {

// How much of a body passes between two looks at the storage quotas: its length may be unknown, and
// others may fill the repository meanwhile.
constexpr std::uint64_t kRoomStepBytes = std::uint64_t{8} << 20U;

class ChunkSink : public http::BodySink {
 public:
  ChunkSink(Upload upload, std::unique_ptr<UploadWriter> writer,
            std::optional<std::uint64_t> declared_bytes)
      : upload_(std::move(upload)), writer_(std::move(writer)), declared_bytes_(declared_bytes) {}

  std::optional<http::Response> write(std::span<const std::byte> chunk) override {
    received_bytes_ += chunk.size();
    if (received_bytes_ > declared_bytes_.value_or(received_bytes_)) return wrong_length();
    auto taken = take(chunk);
    if (!taken) return to_response(taken.error(), upload_.origin);
    return std::nullopt;
  }

  http::Response finish() override {
    if (received_bytes_ != declared_bytes_.value_or(received_bytes_)) return wrong_length();
    auto ended = end();
    return ended ? *std::move(ended) : to_response(ended.error(), upload_.origin);
  }

 protected:
  virtual Result<http::Response> end() {
    auto kept = writer_->keep();
    if (!kept) return failure_of(kept);
    return describe_upload(202, upload_, writer_->size_bytes());
  }

  [[nodiscard]] const Upload& upload() const { return upload_; }
  UploadWriter& writer() { return *writer_; }
  // Ends the session.
  virtual Result<void> discard() { return writer_->discard(); }
  // The digest of the blob that the upload becomes; nullopt: not known yet.
  [[nodiscard]] virtual std::optional<Digest> digest() const { return std::nullopt; }

 private:
  // The writer may have lost the session: the client let it idle until it expired, or until its own
  // next request took it over; or this request tried to take it over from a client that went on.
  Result<void> take(std::span<const std::byte> chunk) {
    if (writer_->size_bytes() + chunk.size() > upload_.services.quotas.layer_size_bytes) {
      // It can never become a layer, so the received bytes are useless.
      auto discarded = discard();
      return discarded ? fail(layer_too_large(upload_.services)) : discarded;
    }
    auto room = check_room_ahead(chunk.size());
    if (!room) return room;
    const plane::Services& services = upload_.services;
    auto fits = services.blobs.check_upload_room(upload_.repository.registry, chunk.size(),
                                                 services.quotas);
    return fits ? writer_->append(chunk) : fits;
  }

  // A session that may not become a blob ends: what was received would only fill the disk.
  Result<void> check_room_ahead(std::uint64_t more_bytes) {
    const std::uint64_t before = writer_->size_bytes();
    if ((before + more_bytes) / kRoomStepBytes == before / kRoomStepBytes) return {};
    auto room =
        check_room(upload_.services.metadata, upload_.repository, before + more_bytes, digest());
    if (room) return room;
    auto discarded = discard();
    return discarded ? room : discarded;
  }

  [[nodiscard]] http::Response wrong_length() const {
    return to_response({.status = 400,
                        .code = "SIZE_INVALID",
                        .message = std::string(messages::kChunkOfOtherLength)});
  }

  const Upload upload_;
  std::unique_ptr<UploadWriter> writer_;
  const std::optional<std::uint64_t> declared_bytes_;
  std::uint64_t received_bytes_ = 0;
};

class LastChunkSink final : public ChunkSink {
 public:
  LastChunkSink(Upload upload, std::unique_ptr<UploadWriter> writer,
                std::optional<std::uint64_t> declared_bytes, Digest digest, OnFailure on_failure)
      : ChunkSink(std::move(upload), std::move(writer), declared_bytes),
        digest_(std::move(digest)),
        on_failure_(on_failure) {
    if (on_failure != OnFailure::keep) this->writer().begin_tentative();
  }

  ~LastChunkSink() override {
    if (is_over_ || on_failure_ != OnFailure::cancel) return;
    try {
      [[maybe_unused]] const auto discarded = writer().discard();
    } catch (...) {  // NOLINT(bugprone-empty-catch): a destructor cannot report a broken store
    }
  }

 protected:
  Result<http::Response> end() override {
    auto blob = complete_upload(upload().services.metadata, upload().services.blobs,
                                upload().services.clock, upload().repository, writer(), digest_);
    if (!blob) {
      if (blob.error().code != ErrorCode::limit_exceeded) return failure_of(blob);
      auto discarded = discard();
      return discarded ? Failure(std::move(blob.error())) : failure_of(discarded);
    }
    is_over_ = true;
    return describe_new_blob(upload().origin, upload().repository, blob->digest);
  }
  Result<void> discard() override {
    is_over_ = true;
    return ChunkSink::discard();
  }
  [[nodiscard]] std::optional<Digest> digest() const override { return digest_; }

 private:
  const Digest digest_;
  const OnFailure on_failure_;
  bool is_over_ = false;  // the session has ended
};

void describe(http::FieldBlock& fields, const Upload& upload, std::uint64_t size_bytes) {
  fields.add("Location", make_url(upload.origin, "/v2/" + full_name(upload.repository) +
                                                     "/blobs/uploads/" + upload.id));
  fields.add("Range", "0-" + std::to_string(size_bytes == 0 ? 0 : size_bytes - 1));
  fields.add("Docker-Upload-UUID", upload.id);
}

}  // namespace

Error layer_too_large(const plane::Services& services) {
  return {.code = ErrorCode::body_too_large, .facts = Limit{services.quotas.layer_size_bytes}};
}

http::Response describe_upload(unsigned status, const Upload& upload, std::uint64_t size_bytes) {
  http::Response response = make_response(status);
  describe(response.fields, upload, size_bytes);
  return response;
}

http::Response does_not_continue(const Upload& upload, std::uint64_t size_bytes) {
  http::Response response = to_response({.status = 416,
                                         .code = "BLOB_UPLOAD_INVALID",
                                         .message = std::string(messages::kChunkDoesNotContinue)});
  describe(response.fields, upload, size_bytes);
  return response;
}

http::Response describe_new_blob(const plane::Origin& origin, const Repository& repository,
                                 const Digest& digest) {
  http::Response response = make_response(201);
  response.fields.add("Location",
                      make_url(origin, "/v2/" + full_name(repository) + "/blobs/" + digest.text()));
  response.fields.add("Docker-Content-Digest", digest.text());
  return response;
}

BodySinkPtr make_chunk_sink(Upload upload, std::unique_ptr<UploadWriter> writer,
                            std::optional<std::uint64_t> declared_bytes) {
  return std::make_unique<ChunkSink>(std::move(upload), std::move(writer), declared_bytes);
}

BodySinkPtr make_last_chunk_sink(Upload upload, std::unique_ptr<UploadWriter> writer,
                                 std::optional<std::uint64_t> declared_bytes, Digest digest,
                                 OnFailure on_failure) {
  return std::make_unique<LastChunkSink>(std::move(upload), std::move(writer), declared_bytes,
                                         std::move(digest), on_failure);
}

}  // namespace berth::oci
