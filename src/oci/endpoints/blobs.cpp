#include "oci/endpoints/blobs.h"

#include "http/range.h"
#include "oci/responses.h"
#include "registry/blobs.h"

namespace berth::oci {
namespace {

http::Response describe_blob(unsigned status, const Digest& digest) {
  http::Response response = make_response(status);
  response.fields.add("Content-Type", "application/octet-stream")
      .add("Docker-Content-Digest", digest.text())
      .add("ETag", "\"" + digest.text() + "\"")
      .add("Accept-Ranges", "bytes");
  return response;
}

http::Response head_blob(const Exchange& exchange, const Repository& repository,
                         const Digest& digest) {
  const auto blob = exchange.services.metadata.find_blob(repository.key, digest);
  if (!blob) {
    return make_error({.code = ErrorCode::blob_not_found, .digest = digest.text()});
  }
  http::Response response = describe_blob(200, digest);
  response.content_length = blob->size_bytes;
  return response;
}

http::Response get_blob(const Exchange& exchange, const Repository& repository,
                        const Digest& digest) {
  auto open = open_blob(exchange.services.metadata, exchange.services.blobs, repository, digest);
  if (!open) return make_error(open.error());
  const std::string size = std::to_string(open->size_bytes);
  const auto selection = http::select_range(exchange.head.field("Range"), open->size_bytes);
  if (std::holds_alternative<http::UnsatisfiableRange>(selection)) {
    http::Response response = make_error(416, "SIZE_INVALID", "The range is beyond the blob.");
    response.fields.add("Content-Range", "bytes */" + size);
    return response;
  }
  if (const auto* part = std::get_if<http::PartialContent>(&selection)) {
    http::Response response = describe_blob(206, digest);
    response.fields.add("Content-Range", "bytes " + std::to_string(part->offset) + "-" +
                                             std::to_string(part->offset + part->length - 1) + "/" +
                                             size);
    response.body = http::FileRange{
        .file = std::move(open->file), .offset = part->offset, .length = part->length};
    return response;
  }
  http::Response response = describe_blob(200, digest);
  response.body =
      http::FileRange{.file = std::move(open->file), .offset = 0, .length = open->size_bytes};
  return response;
}

http::Response delete_blob(const Exchange& exchange, const Digest& digest) {
  auto target = find_push_target(exchange);
  if (!target) return make_error(target.error());
  auto unlinked = exchange.services.metadata.unlink_blob(target->repository.key, digest);
  if (!unlinked) return make_error(unlinked.error());
  return make_response(202);
}

}  // namespace

http::Response answer_blob(const Exchange& exchange) {
  auto digest = Digest::parse(exchange.route.reference);
  if (!digest) return make_error(digest.error());
  if (exchange.head.method == http::Method::del) return delete_blob(exchange, *digest);
  auto repository = find_repository(exchange);
  if (!repository) return make_error(repository.error());
  switch (exchange.head.method) {
    case http::Method::head:
      return head_blob(exchange, *repository, *digest);
    case http::Method::get:
      return get_blob(exchange, *repository, *digest);
    default:
      return method_not_allowed("GET, HEAD, DELETE");
  }
}

}  // namespace berth::oci
