#include "oci/endpoints/uploads.h"

#include <array>
#include <span>
#include <variant>

#include "http/query.h"
#include "http/range.h"
#include "oci/access.h"
#include "oci/endpoints/upload_sinks.h"
#include "oci/messages.h"
#include "oci/response.h"
#include "oci/route.h"
#include "oci/wire_error.h"
#include "registry/use_cases/blobs.h"

namespace berth::oci {
namespace {

Upload upload_of(const Request& request, std::string id) {
  return {.services = request.services,
          .origin = request.origin,
          .repository = request.repository,
          .id = std::move(id)};
}

Result<Upload> create_upload(const Request& request, HashAlgorithm algorithm) {
  const plane::Services& services = request.services;
  auto id = berth::start_upload(services.for_uploads(), services.entropy, request.repository,
                                request.caller.value().access_key_id, algorithm);
  if (!id) return failure_of(id);
  return upload_of(request, *std::move(id));
}

Opened open_session(const Request& request, HashAlgorithm algorithm) {
  const auto upload = create_upload(request, algorithm);
  if (!upload) return failure_of(upload);
  return describe_upload(202, *upload, 0);
}

bool has_body(const http::RequestHead& head) {
  return head.content_length.value_or(0) > 0 || head.field_count("Transfer-Encoding") > 0;
}

// Refuses a body announced as too large, for a layer, for what may be stored, or together with all
// unfinished uploads. `digest`: of the blob, if the request names it.
Result<void> check_announced(const Request& request, std::uint64_t received_bytes,
                             const std::optional<Digest>& digest) {
  const plane::Services& services = request.services;
  const std::uint64_t limit = services.quotas.layer_size_bytes;
  const std::uint64_t announced = request.head.content_length.value_or(0);
  if (received_bytes > limit || announced > limit - received_bytes) {
    return fail(layer_too_large(services));
  }
  if (announced == 0) return {};
  auto fits = check_room(services.metadata, request.repository, received_bytes + announced, digest);
  if (!fits) return fits;
  return services.blobs.check_upload_room(request.repository.registry, announced, services.quotas);
}

Opened open_whole_blob(const Request& request, std::string_view digest_text) {
  auto digest = Digest::parse(digest_text);
  if (!digest) return failure_of(digest);
  auto allowed = authorize_upload(request);
  if (!allowed) return failure_of(allowed);
  auto checked = check_announced(request, 0, *digest);
  if (!checked) return failure_of(checked);
  auto upload = create_upload(request, digest->algorithm());
  if (!upload) return failure_of(upload);
  auto writer = request.services.blobs.open_upload(upload->key());
  if (!writer) return failure_of(writer);
  return make_last_chunk_sink(*std::move(upload), *std::move(writer), std::nullopt,
                              *std::move(digest), OnFailure::cancel);
}

Result<Blob> mount_from(const Request& request, const Digest& digest, std::string_view from_name) {
  const plane::Services& services = request.services;
  const auto path =
      read_repository_path(request.reads->accounts(), from_name, request.unknown_aliases);
  if (!path) return failure_of(path);
  const auto from = find_repository(services.authorizer, *request.reads, *path, request.caller,
                                    request.circumstances, action::kRead);
  if (!from) return failure_of(from);
  return mount_for_push(services.metadata, services.blobs, services.clock, from->key,
                        request.repository, digest);
}

// nullopt: nothing can be mounted, and the client has to send the blob. Without a source, any
// repository of the registry will do: a caller that may push may read them all. limit_exceeded: the
// blob is there, but sending it would not help either.
Result<std::optional<http::Response>> mount(const Request& request, const Digest& digest,
                                            const std::optional<std::string>& from_name) {
  const plane::Services& services = request.services;
  const auto mounted = from_name ? mount_from(request, digest, *from_name)
                                 : mount_for_push(services.metadata, services.blobs, services.clock,
                                                  std::nullopt, request.repository, digest);
  if (mounted) return describe_new_blob(request.origin, request.repository, digest);
  if (mounted.error().code == ErrorCode::limit_exceeded) return failure_of(mounted);
  return std::nullopt;
}

// The algorithm that ?digest-algorithm= names (end-4c): the one that hashes the session.
// nullopt: no digest has it.
std::optional<HashAlgorithm> requested_algorithm(std::string_view query) {
  const auto name = http::query_parameter(query, "digest-algorithm");
  return name ? parse_hash_algorithm(*name) : HashAlgorithm::sha256;
}

// What Content-Range says about the request's body: nothing, its length, or an error.
using Declared = std::variant<std::optional<std::uint64_t>, http::Response>;

http::Response refused(unsigned status, std::string_view code, std::string_view message) {
  return to_response({.status = status, .code = code, .message = std::string(message)});
}

// Errors: those of check_announced(). A chunk has to begin where the upload stopped.
Result<Declared> declared_bytes(const Request& request, const Upload& upload,
                                std::uint64_t received_bytes,
                                const std::optional<Digest>& digest = std::nullopt) {
  auto checked = check_announced(request, received_bytes, digest);
  if (!checked) return failure_of(checked);
  const http::RequestHead& head = request.head;
  if (head.field_count("Content-Range") == 0) return std::optional<std::uint64_t>();
  const auto range = http::parse_upload_range(head.field("Content-Range"));
  if (!range) {
    return refused(400, "BLOB_UPLOAD_INVALID", messages::kContentRangeInvalid);
  }
  if (range->first != received_bytes) return does_not_continue(upload, received_bytes);
  const std::uint64_t length = range->last - range->first + 1;
  if (head.content_length.value_or(length) != length) {
    return refused(400, "SIZE_INVALID", messages::kLengthsDisagree);
  }
  return std::optional(length);
}

// The operations that a request saves because it begins or ends an upload and also brings the blob,
// or a part of it.
std::span<const std::string_view> saved_operations(const http::RequestHead& head) {
  static constexpr std::array kWhole{action::kUploadPart, action::kCompleteUpload};
  static constexpr std::array kMount{action::kCompleteUpload};
  static constexpr std::array kLastPart{action::kUploadPart};
  if (head.method == http::Method::put && has_body(head)) return kLastPart;
  if (head.method != http::Method::post) return {};
  if (http::query_parameter(head.query, "digest")) return kWhole;
  if (http::query_parameter(head.query, "mount")) return kMount;
  return {};
}

}  // namespace

Result<void> authorize_upload(const Request& request) {
  const auto saved = saved_operations(request.head);
  if (saved.empty()) return {};
  const auth::Target target = auth::repository_target(request.repository);
  for (const std::string_view action : saved) {
    auto allowed = request.services.authorizer.authorize(*request.reads, request.caller.value(),
                                                         request.circumstances, action, target);
    if (!allowed) return allowed;
  }
  return {};
}

Opened start_upload(const Request& request) {
  const std::string_view query = request.head.query;
  if (const auto digest = http::query_parameter(query, "digest")) {
    return open_whole_blob(request, *digest);
  }
  if (const auto mounted = http::query_parameter(query, "mount")) {
    const auto digest = Digest::parse(*mounted);
    if (!digest) return failure_of(digest);
    auto allowed = authorize_upload(request);
    if (!allowed) return failure_of(allowed);
    auto response = mount(request, *digest, http::query_parameter(query, "from"));
    if (!response) return failure_of(response);
    if (*response) return **std::move(response);
    return open_session(request, digest->algorithm());
  }
  const auto algorithm = requested_algorithm(query);
  if (!algorithm) return refused(400, "DIGEST_INVALID", messages::kDigestAlgorithms);
  return open_session(request, *algorithm);
}

Opened append_chunk(const Request& request) {
  Upload upload = upload_of(request, request.reference);
  auto writer = request.services.blobs.open_upload(upload.key());
  if (!writer) return failure_of(writer);
  auto declared = declared_bytes(request, upload, (*writer)->size_bytes());
  if (!declared) return failure_of(declared);
  if (auto* refusal = std::get_if<http::Response>(&*declared)) return std::move(*refusal);
  const auto length = std::get<std::optional<std::uint64_t>>(*declared);
  return make_chunk_sink(std::move(upload), *std::move(writer), length);
}

Opened finish_upload(const Request& request) {
  auto digest = Digest::parse(http::query_parameter(request.head.query, "digest").value_or(""));
  if (!digest) return failure_of(digest);
  auto allowed = authorize_upload(request);
  if (!allowed) return failure_of(allowed);
  Upload upload = upload_of(request, request.reference);
  auto writer = request.services.blobs.open_upload(upload.key());
  if (!writer) return failure_of(writer);
  auto declared = declared_bytes(request, upload, (*writer)->size_bytes(), *digest);
  if (!declared) return failure_of(declared);
  if (auto* refusal = std::get_if<http::Response>(&*declared)) return std::move(*refusal);
  const auto length = std::get<std::optional<std::uint64_t>>(*declared);
  return make_last_chunk_sink(std::move(upload), *std::move(writer), length, *std::move(digest),
                              length ? OnFailure::keep : OnFailure::forget);
}

Answer get_upload(const Request& request, std::string_view) {
  const Upload upload = upload_of(request, request.reference);
  auto size = request.services.blobs.upload_size(upload.key());
  if (!size) return failure_of(size);
  return describe_upload(204, upload, *size);
}

Answer cancel_upload(const Request& request, std::string_view) {
  const Upload upload = upload_of(request, request.reference);
  auto cancelled = request.services.blobs.cancel_upload(upload.key());
  if (!cancelled) return failure_of(cancelled);
  return make_response(204);
}

}  // namespace berth::oci
