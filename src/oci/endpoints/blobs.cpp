#include "oci/endpoints/blobs.h"

#include "http/range.h"
#include "oci/response.h"
#include "oci/wire_error.h"
#include "plane/pushers.h"
#include "registry/use_cases/blobs.h"

namespace berth::oci {
namespace {

constexpr std::string_view kBlobMediaType = "application/octet-stream";

http::Response describe_blob(unsigned status, const Digest& digest,
                             std::string_view media_type = kBlobMediaType) {
  http::Response response = make_response(status);
  describe_content(response.fields, digest, media_type);
  response.fields.add("Accept-Ranges", "bytes");
  return response;
}

// RFC 9110 section 13.1.5: the range counts only if the client's part belongs to this very content.
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

// A small blob is part of the answer, which may be repeated from memory, even if the blob is in a
// file, as in older versions. A larger blob stays where it is, and a file is sent by sendfile(2).
Body whole_body(BlobContent content) {
  if (auto* bytes = std::get_if<std::string>(&content)) return std::move(*bytes);
  auto& [bytes, size_bytes, url] = std::get<OpenBlob>(content);
  if (size_bytes <= kMaxSmallBlobBytes) {
    std::string text(size_bytes, '\0');
    read_at(bytes, /*offset=*/0, std::as_writable_bytes(std::span(text)));
    return text;
  }
  return http::StoredRange{.from = std::move(bytes), .offset = 0, .length = size_bytes};
}

Body part_of(BlobContent content, const http::PartialContent& part) {
  if (const auto* bytes = std::get_if<std::string>(&content)) {
    return bytes->substr(part.offset, part.length);
  }
  return http::StoredRange{.from = std::move(std::get<OpenBlob>(content).bytes),
                           .offset = part.offset,
                           .length = part.length};
}

std::string content_range(const http::PartialContent& part, std::uint64_t size_bytes) {
  return "bytes " + std::to_string(part.offset) + '-' +
         std::to_string(part.offset + part.length - 1) + '/' + std::to_string(size_bytes);
}

// The text before a part, which ends the part before it (RFC 2046 section 5.1.1).
std::string before_part(const http::SeveralParts& parts, std::size_t index,
                        std::uint64_t size_bytes, std::string_view boundary) {
  std::string text = index == 0 ? "--" : "\r\n--";
  text.append(boundary).append("\r\nContent-Type: ").append(kBlobMediaType);
  text.append("\r\nContent-Range: ").append(content_range(parts[index], size_bytes));
  return text.append("\r\n\r\n");
}

Body multipart_body(const BlobContent& content, const http::SeveralParts& parts,
                    std::string_view boundary) {
  const std::uint64_t size_bytes = size_of(content);
  const std::string end = "\r\n--" + std::string(boundary) + "--\r\n";
  if (const auto* bytes = std::get_if<std::string>(&content)) {
    std::string body;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      body += before_part(parts, i, size_bytes, boundary);
      body.append(*bytes, parts[i].offset, parts[i].length);
    }
    return body + end;
  }
  std::vector<http::Piece> pieces;
  pieces.reserve(parts.size() + 1);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    pieces.push_back({.text = before_part(parts, i, size_bytes, boundary),
                      .range = {.from = std::get<OpenBlob>(content).bytes,
                                .offset = parts[i].offset,
                                .length = parts[i].length}});
  }
  pieces.push_back({.text = end});
  return pieces;
}

http::Response part_of_blob(const Digest& digest, BlobContent content,
                            const http::PartialContent& part) {
  http::Response response = describe_blob(206, digest);
  response.fields.add("Content-Range", content_range(part, size_of(content)));
  response.body = part_of(std::move(content), part);
  return response;
}

// RFC 9110 section 14.6: a part for each range, even if only one can be satisfied.
http::Response parts_of_blob(const Digest& digest, const BlobContent& content,
                             const http::SeveralParts& parts, Entropy& entropy) {
  // Random, so that no one can have put it into the content.
  const std::string boundary = make_uuid(entropy);
  http::Response response =
      describe_blob(206, digest, "multipart/byteranges; boundary=" + boundary);
  response.body = multipart_body(content, parts, boundary);
  return response;
}

// "Registries MAY redirect": clients send the same request there, with its range, but leave out the
// Authorization field when the host is another.
http::Response redirect_to(std::string_view url, const Digest& digest) {
  http::Response response = make_response(307);
  response.fields.add("Location", url);
  response.fields.add("Docker-Content-Digest", digest.text());
  return response;
}

http::Response unsatisfiable(std::string_view reason, std::uint64_t size_bytes) {
  http::Response response =
      to_response({.status = 416, .code = "RANGE_INVALID", .message = std::string(reason)});
  response.fields.add("Content-Range", "bytes */" + std::to_string(size_bytes));
  return response;
}

}  // namespace

Answer get_blob(const Request& request, std::string_view) {
  const auto digest = Digest::parse(request.reference);
  if (!digest) return failure_of(digest);
  auto content = open_blob(*request.reads, request.services.blobs, request.repository, *digest);
  if (!content) return failure_of(content);
  const std::uint64_t size_bytes = size_of(*content);

  http::Response whole = make_conditional(request.head, describe_blob(200, *digest));
  if (whole.status != 200) return whole;
  const auto* open = std::get_if<OpenBlob>(&*content);
  if (open != nullptr && !open->url.empty()) return redirect_to(open->url, *digest);
  const http::RangeSelection selection = selection_of(request.head, *digest, size_bytes);
  if (const auto* none = std::get_if<http::UnsatisfiableRange>(&selection)) {
    return unsatisfiable(none->reason, size_bytes);
  }
  if (const auto* refused = std::get_if<http::RefusedRanges>(&selection)) {
    return to_response(
        {.status = 400, .code = "RANGE_INVALID", .message = std::string(refused->reason)});
  }
  if (const auto* part = std::get_if<http::PartialContent>(&selection)) {
    return part_of_blob(*digest, *std::move(content), *part);
  }
  if (const auto* parts = std::get_if<http::SeveralParts>(&selection)) {
    return parts_of_blob(*digest, *content, *parts, request.services.entropy);
  }
  whole.body = whole_body(*std::move(content));
  return whole;
}

Answer head_blob(const Request& request, std::string_view) {
  const auto digest = Digest::parse(request.reference);
  if (!digest) return failure_of(digest);
  // A client that pushes asks whether it has to send the blob.
  const auto blob = plane::find_blob_for(request.services, *request.reads, request.caller,
                                         request.circumstances, request.repository, *digest);
  if (!blob) return fail({.code = ErrorCode::blob_not_found, .digest = digest->text()});
  http::Response response = describe_blob(200, *digest);
  response.content_length = blob->size_bytes;
  return response;
}

Answer delete_blob(const Request& request, std::string_view) {
  const auto digest = Digest::parse(request.reference);
  if (!digest) return failure_of(digest);
  auto unlinked =
      request.services.metadata.unlink_blob(request.repository.key, *digest, author_of(request));
  if (!unlinked) return failure_of(unlinked);
  return make_response(202);
}

}  // namespace berth::oci
