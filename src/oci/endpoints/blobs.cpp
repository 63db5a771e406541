#include "oci/endpoints/blobs.h"

#include "http/range.h"
#include "oci/response.h"
#include "oci/wire_error.h"
#include "registry/blobs.h"

namespace berth::oci {
namespace {

constexpr std::string_view kBlobMediaType = "application/octet-stream";
// Up to this the bytes are in the answer, which may be given again from memory: configs of images,
// signatures. More is left in its file, to go out by sendfile(2).
constexpr std::uint64_t kMaxBlobInMemoryBytes = std::uint64_t{16} * 1024;

http::Response describe_blob(unsigned status, const Digest& digest) {
  http::Response response = make_response(status);
  describe_content(response.fields, digest, kBlobMediaType);
  response.fields.add("Accept-Ranges", "bytes");
  return response;
}

// RFC 9110 section 13.1.5: the range counts only if the client's part is of this very content.
http::RangeSelection selection_of(const http::RequestHead& head, const Digest& digest,
                                  std::uint64_t size_bytes) {
  const std::string_view condition = head.field("If-Range");
  if (!condition.empty() && condition != entity_tag(digest)) return http::WholeContent{};
  return http::select_range(head.field("Range"), size_bytes);
}

using Body = decltype(http::Response::body);

Body whole_body(OpenBlob blob) {
  if (blob.size_bytes > kMaxBlobInMemoryBytes) {
    return http::FileRange{.file = std::move(blob.file), .offset = 0, .length = blob.size_bytes};
  }
  return read_start(*blob.file, blob.size_bytes);
}

http::Response unsatisfiable(std::uint64_t size_bytes) {
  http::Response response = to_response({.status = 416,
                                         .code = "RANGE_INVALID",
                                         .message = "The range begins beyond the end of the blob"});
  response.fields.add("Content-Range", "bytes */" + std::to_string(size_bytes));
  return response;
}

}  // namespace

Answer get_blob(const Request& request, std::string_view) {
  const auto digest = Digest::parse(request.reference);
  if (!digest) return std::unexpected(digest.error());
  auto blob =
      open_blob(request.services.metadata, request.services.blobs, request.repository, *digest);
  if (!blob) return std::unexpected(std::move(blob.error()));

  http::Response whole = make_conditional(request.head, describe_blob(200, *digest));
  if (whole.status == 304) return whole;
  const http::RangeSelection selection = selection_of(request.head, *digest, blob->size_bytes);
  if (std::holds_alternative<http::UnsatisfiableRange>(selection)) {
    return unsatisfiable(blob->size_bytes);
  }
  const auto* part = std::get_if<http::PartialContent>(&selection);
  if (part == nullptr) {
    whole.body = whole_body(*std::move(blob));
    return whole;
  }
  http::Response response = describe_blob(206, *digest);
  response.fields.add("Content-Range", "bytes " + std::to_string(part->offset) + '-' +
                                           std::to_string(part->offset + part->length - 1) + '/' +
                                           std::to_string(blob->size_bytes));
  response.body = http::FileRange{
      .file = std::move(blob->file), .offset = part->offset, .length = part->length};
  return response;
}

Answer head_blob(const Request& request, std::string_view) {
  const auto digest = Digest::parse(request.reference);
  if (!digest) return std::unexpected(digest.error());
  // Who pushes asks whether there is anything to send.
  const auto blob = request.services.metadata.hold_blob(request.repository.key, *digest,
                                                        request.services.clock.now());
  if (!blob) return fail({.code = ErrorCode::blob_not_found, .digest = digest->text()});
  http::Response response = describe_blob(200, *digest);
  response.content_length = blob->size_bytes;
  return response;
}

Answer delete_blob(const Request& request, std::string_view) {
  const auto digest = Digest::parse(request.reference);
  if (!digest) return std::unexpected(digest.error());
  auto unlinked = request.services.metadata.unlink_blob(request.repository.key, *digest,
                                                        request.services.clock.now());
  if (!unlinked) return std::unexpected(std::move(unlinked.error()));
  return make_response(202);
}

}  // namespace berth::oci
