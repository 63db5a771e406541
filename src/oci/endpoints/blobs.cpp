#include "oci/endpoints/blobs.h"

#include "http/range.h"
#include "oci/response.h"
#include "oci/wire_error.h"
#include "registry/blobs.h"

namespace berth::oci {
namespace {

constexpr std::string_view kBlobMediaType = "application/octet-stream";

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

std::uint64_t size_of(const BlobContent& content) {
  if (const auto* bytes = std::get_if<std::string>(&content)) return bytes->size();
  return std::get<OpenBlob>(content).size_bytes;
}

using Body = decltype(http::Response::body);

// A small blob is in its answer, which may be given again from memory, also if it is in a file, as
// those of older versions are. More is left in its file, to go out by sendfile(2).
Body whole_body(BlobContent content) {
  if (auto* bytes = std::get_if<std::string>(&content)) return std::move(*bytes);
  auto& [file, size_bytes] = std::get<OpenBlob>(content);
  if (size_bytes <= kMaxSmallBlobBytes) return read_start(*file, size_bytes);
  return http::FileRange{.file = std::move(file), .offset = 0, .length = size_bytes};
}

Body part_of(BlobContent content, const http::PartialContent& part) {
  if (const auto* bytes = std::get_if<std::string>(&content)) {
    return bytes->substr(part.offset, part.length);
  }
  return http::FileRange{.file = std::move(std::get<OpenBlob>(content).file),
                         .offset = part.offset,
                         .length = part.length};
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
  if (!digest) return failure_of(digest);
  auto content =
      open_blob(request.services.metadata, request.services.blobs, request.repository, *digest);
  if (!content) return failure_of(content);
  const std::uint64_t size_bytes = size_of(*content);

  http::Response whole = make_conditional(request.head, describe_blob(200, *digest));
  if (whole.status != 200) return whole;
  const http::RangeSelection selection = selection_of(request.head, *digest, size_bytes);
  if (std::holds_alternative<http::UnsatisfiableRange>(selection)) {
    return unsatisfiable(size_bytes);
  }
  const auto* part = std::get_if<http::PartialContent>(&selection);
  if (part == nullptr) {
    whole.body = whole_body(*std::move(content));
    return whole;
  }
  http::Response response = describe_blob(206, *digest);
  response.fields.add("Content-Range", "bytes " + std::to_string(part->offset) + '-' +
                                           std::to_string(part->offset + part->length - 1) + '/' +
                                           std::to_string(size_bytes));
  response.body = part_of(*std::move(content), *part);
  return response;
}

Answer head_blob(const Request& request, std::string_view) {
  const auto digest = Digest::parse(request.reference);
  if (!digest) return failure_of(digest);
  // Who pushes asks whether there is anything to send. A stranger does not push.
  const plane::Services& services = request.services;
  const Repository& repository = request.repository;
  const auto blob = request.caller ? hold_for_push(services.metadata, services.blobs,
                                                   services.clock, repository, *digest)
                                   : services.metadata.find_blob(repository.key, *digest);
  if (!blob) return fail({.code = ErrorCode::blob_not_found, .digest = digest->text()});
  http::Response response = describe_blob(200, *digest);
  response.content_length = blob->size_bytes;
  return response;
}

Answer delete_blob(const Request& request, std::string_view) {
  const auto digest = Digest::parse(request.reference);
  if (!digest) return failure_of(digest);
  auto unlinked = request.services.metadata.unlink_blob(request.repository.key, *digest,
                                                        request.services.clock.now());
  if (!unlinked) return failure_of(unlinked);
  return make_response(202);
}

}  // namespace berth::oci
