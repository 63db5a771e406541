#include "oci/endpoints/uploads.h"

#include "http/query.h"
#include "http/range.h"
#include "oci/responses.h"
#include "registry/blobs.h"

namespace berth::oci {
namespace {

using Opened = std::variant<http::Response, std::unique_ptr<http::BodySink>>;

// "0-<last byte received>"; for an upload without bytes "0-0", as clients expect.
std::string received_range(std::uint64_t size_bytes) {
  return "0-" + std::to_string(size_bytes == 0 ? 0 : size_bytes - 1);
}

http::Response upload_response(unsigned status, const Exchange& exchange, const std::string& id,
                               std::uint64_t size_bytes) {
  http::Response response = make_response(status);
  response.fields.add("Location", location(exchange, "blobs/uploads", id))
      .add("Docker-Upload-UUID", id)
      .add("Range", received_range(size_bytes));
  return response;
}

http::Response blob_created(const Exchange& exchange, const Digest& digest) {
  http::Response response = make_response(201);
  response.fields.add("Location", location(exchange, "blobs", digest.text()))
      .add("Docker-Content-Digest", digest.text());
  return response;
}

// Appends a body to an upload, and with a digest completes it.
class UploadSink final : public http::BodySink {
 public:
  UploadSink(Exchange exchange, Repository repository, std::string id,
             std::unique_ptr<UploadWriter> writer, std::optional<Digest> expected)
      : exchange_(std::move(exchange)),
        repository_(std::move(repository)),
        id_(std::move(id)),
        writer_(std::move(writer)),
        expected_(std::move(expected)) {}

  std::optional<http::Response> write(std::span<const std::byte> chunk) override {
    writer_->append(chunk);
    return std::nullopt;
  }

  http::Response finish() override {
    if (!expected_) return upload_response(202, exchange_, id_, writer_->size_bytes());
    const Services& services = exchange_.services;
    auto blob =
        complete_upload(services.metadata, services.clock, repository_, *writer_, *expected_);
    if (!blob) return make_error(blob.error());
    return blob_created(exchange_, *expected_);
  }

 private:
  const Exchange exchange_;
  const Repository repository_;
  const std::string id_;
  const std::unique_ptr<UploadWriter> writer_;
  const std::optional<Digest> expected_;
};

Opened refuse(const Error& error) {
  return make_error(error);
}

// "If a registry does not support cross-repository mounting or is unable to mount the requested
// blob, it SHOULD return a 202": then the client pushes. nullopt: unable.
std::optional<http::Response> try_mount(const Exchange& exchange, const Repository& to) {
  const auto digest_text = http::query_parameter(exchange.head.query, "mount");
  const auto from_name = http::query_parameter(exchange.head.query, "from");
  if (!digest_text || !from_name) return std::nullopt;
  const auto digest = Digest::parse(*digest_text);
  if (!digest) return make_error(digest.error());
  Exchange source = exchange;
  const std::size_t slash = from_name->find('/');
  source.route.alias = from_name->substr(0, slash);
  source.route.repository =
      slash == std::string::npos ? std::string() : from_name->substr(slash + 1);
  const auto from = find_repository(source);
  if (!from) return std::nullopt;
  const auto mounted =
      mount_blob(exchange.services.metadata, exchange.services.clock, *from, to, *digest);
  if (!mounted) return std::nullopt;
  return blob_created(exchange, *digest);
}

Opened start_upload(Exchange exchange) {
  auto target = find_push_target(exchange);
  if (!target) return refuse(target.error());
  if (auto mounted = try_mount(exchange, target->repository)) return *std::move(mounted);

  std::optional<Digest> expected;
  if (const auto text = http::query_parameter(exchange.head.query, "digest")) {
    auto digest = Digest::parse(*text);
    if (!digest) return refuse(digest.error());
    expected = *std::move(digest);
  }
  BlobStore& blobs = exchange.services.blobs;
  const UploadKey key{.repository = target->repository.key,
                      .id = make_uuid(exchange.services.entropy)};
  blobs.create_upload(key);
  if (!expected) return upload_response(202, exchange, key.id, 0);
  auto writer = blobs.open_upload(key);
  if (!writer) return refuse(writer.error());
  return std::make_unique<UploadSink>(std::move(exchange), std::move(target->repository), key.id,
                                      *std::move(writer), std::move(expected));
}

// "Chunks MUST be uploaded in order, with the first byte of a chunk being the last chunk's
// <end-of-range> plus one. If a chunk is uploaded out of order, the registry MUST respond with a
// 416 Requested Range Not Satisfiable code."
bool starts_where_upload_ends(const http::RequestHead& head, std::uint64_t size_bytes) {
  const std::string_view field = head.field("Content-Range");
  if (field.empty()) return true;
  const auto range = http::parse_upload_range(field);
  return range && range->first == size_bytes;
}

Opened continue_upload(Exchange exchange) {
  std::optional<Digest> expected;
  if (exchange.head.method == http::Method::put) {
    auto digest = Digest::parse(http::query_parameter(exchange.head.query, "digest").value_or(""));
    if (!digest) return refuse(digest.error());
    expected = *std::move(digest);
  }
  auto target = find_push_target(exchange);
  if (!target) return refuse(target.error());
  std::string id = exchange.route.reference;
  auto writer =
      exchange.services.blobs.open_upload({.repository = target->repository.key, .id = id});
  if (!writer) return refuse(writer.error());
  const std::uint64_t size_bytes = (*writer)->size_bytes();
  if (!starts_where_upload_ends(exchange.head, size_bytes)) {
    http::Response response = make_error({.code = ErrorCode::upload_range_invalid, .subject = id});
    response.fields.add("Location", location(exchange, "blobs/uploads", id))
        .add("Range", received_range(size_bytes));
    return response;
  }
  return std::make_unique<UploadSink>(std::move(exchange), std::move(target->repository),
                                      std::move(id), *std::move(writer), std::move(expected));
}

http::Response upload_status(const Exchange& exchange, const UploadKey& key) {
  const auto size = exchange.services.blobs.upload_size(key);
  if (!size) return make_error(size.error());
  return upload_response(204, exchange, key.id, *size);
}

http::Response cancel_upload(const Exchange& exchange, const UploadKey& key) {
  const auto cancelled = exchange.services.blobs.cancel_upload(key);
  if (!cancelled) return make_error(cancelled.error());
  return make_response(204);
}

}  // namespace

http::Response answer_upload(const Exchange& exchange) {
  auto target = find_push_target(exchange);
  if (!target) return make_error(target.error());
  const UploadKey key{.repository = target->repository.key, .id = exchange.route.reference};
  switch (exchange.head.method) {
    case http::Method::get:
      return upload_status(exchange, key);
    case http::Method::del:
      return cancel_upload(exchange, key);
    default:
      return method_not_allowed("GET, PATCH, PUT, DELETE");
  }
}

Opened open_upload_body(Exchange exchange) {
  if (exchange.route.endpoint == Endpoint::uploads) return start_upload(std::move(exchange));
  return continue_upload(std::move(exchange));
}

}  // namespace berth::oci
