#include <array>
#include <utility>

#include "base/ascii.h"
#include "base/excerpt.h"
#include "json/writer.h"
#include "oci/challenge.h"
#include "oci/response.h"
#include "oci/wire_error.h"

namespace berth::oci {
namespace {

// A silent client can block an upload for so long; one that is writing may be done by then.
constexpr std::uint64_t kUploadRetryAfterSeconds = 5;
// Other uploads have to end first.
constexpr std::uint64_t kQuotaRetryAfterSeconds = 30;

struct Entry {
  ErrorCode error;
  unsigned status;
  std::string_view code;
  std::string_view message;  // empty: the error's reason is the message
};

// In the order of the enumeration.
constexpr std::array kErrors{
    Entry{ErrorCode::invalid_parameter, 400, "NAME_INVALID", ""},
    Entry{ErrorCode::unsupported, 405, "UNSUPPORTED", ""},
    Entry{ErrorCode::unauthenticated, 401, "UNAUTHORIZED", "Not Authorized"},
    Entry{ErrorCode::access_denied, 403, "DENIED", ""},
    Entry{ErrorCode::registry_not_found, 404, "NAME_UNKNOWN", "The registry does not exist"},
    Entry{ErrorCode::repository_not_found, 404, "NAME_UNKNOWN", "The repository does not exist"},
    Entry{ErrorCode::repository_already_exists, 409, "DENIED", "The repository already exists"},
    Entry{ErrorCode::repository_not_empty, 409, "DENIED", "The repository still contains images"},
    Entry{ErrorCode::repository_policy_not_found, 404, "NAME_UNKNOWN",
          "The repository has no policy"},
    Entry{ErrorCode::image_not_found, 404, "MANIFEST_UNKNOWN", "Requested image not found"},
    Entry{ErrorCode::image_referenced, 400, "UNSUPPORTED",
          "Requested image referenced by manifest list"},
    Entry{ErrorCode::image_already_exists, 409, "DENIED", "The image already exists"},
    Entry{ErrorCode::image_tag_digest_mismatch, 412, "DENIED", "The tag points at another image"},
    Entry{ErrorCode::image_digest_mismatch, 400, "DIGEST_INVALID",
          "The digest is not that of the manifest"},
    Entry{ErrorCode::precondition_failed, 412, "DENIED", "The request's precondition is not met"},
    Entry{ErrorCode::blob_not_found, 404, "BLOB_UNKNOWN", "Requested blob not found"},
    Entry{ErrorCode::blob_already_exists, 409, "DENIED", "The blob already exists"},
    Entry{ErrorCode::blob_referenced, 405, "DENIED",
          "An image in the repository names the blob: delete the image first"},
    Entry{ErrorCode::referenced_blobs_not_found, 404, "MANIFEST_BLOB_UNKNOWN",
          "The manifest refers to blobs that are not in the repository"},
    Entry{ErrorCode::referenced_images_not_found, 404, "MANIFEST_BLOB_UNKNOWN",
          "The manifest refers to manifests that are not in the repository"},
    Entry{ErrorCode::upload_not_found, 404, "BLOB_UPLOAD_UNKNOWN", "The upload does not exist"},
    Entry{ErrorCode::upload_range_invalid, 416, "BLOB_UPLOAD_INVALID",
          "The chunk does not begin where the upload stopped"},
    Entry{ErrorCode::upload_in_use, 409, "BLOB_UPLOAD_INVALID",
          "Another request is writing to the upload"},
    Entry{ErrorCode::upload_part_invalid, 416, "BLOB_UPLOAD_INVALID", ""},
    Entry{ErrorCode::upload_part_too_small, 400, "BLOB_UPLOAD_INVALID", "A part is too small"},
    Entry{ErrorCode::upload_empty, 400, "BLOB_UPLOAD_INVALID", "The upload has no parts"},
    Entry{ErrorCode::digest_invalid, 400, "DIGEST_INVALID", ""},
    Entry{ErrorCode::digest_mismatch, 400, "DIGEST_INVALID",
          "The digest is not that of the content"},
    Entry{ErrorCode::manifest_invalid, 400, "MANIFEST_INVALID", ""},
    Entry{ErrorCode::size_invalid, 400, "SIZE_INVALID", ""},
    Entry{ErrorCode::body_too_large, 413, "SIZE_INVALID", ""},
    Entry{ErrorCode::resource_tag_invalid, 400, "DENIED", ""},
    Entry{ErrorCode::too_many_resource_tags, 400, "DENIED", ""},
    // As the real service does: moby and others show the message to the person who pushes.
    Entry{ErrorCode::limit_exceeded, 403, "DENIED", ""},
    Entry{ErrorCode::too_many_uploads, 429, "TOOMANYREQUESTS", ""},
    Entry{ErrorCode::account_entry_not_found, 400, "DENIED", ""},
    Entry{ErrorCode::account_entry_exists, 400, "DENIED", ""},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kErrors.size(); ++i) {
    if (std::to_underlying(kErrors.at(i).error) != i) return false;
  }
  return true;
}
static_assert(kErrors.size() == kErrorCodeCount && is_in_order());

// The code for a violated constraint: OCI has one for repository names only; the other two are from
// the Docker Registry API and CNCF Distribution.
std::string_view code_of_parameter(std::string_view parameter) {
  if (parameter == "imageTag") return "TAG_INVALID";
  if (parameter == "n") return "PAGINATION_NUMBER_INVALID";
  return "NAME_INVALID";
}

std::string missing_repository(const Error& error) {
  if (error.registry.empty()) return "There is no repository '" + excerpt(error.repository) + "'";
  return "The repository with name '" + excerpt(error.repository) +
         "' does not exist in the registry with id '" + excerpt(error.registry) + "'";
}

// If the specification has no code, CNCF Distribution's.
std::string_view code_of_refusal(unsigned status) {
  switch (status) {
    case 413:
      return "SIZE_INVALID";
    case 429:
      return "TOOMANYREQUESTS";
    case 501:
    case 505:
      return "UNSUPPORTED";
    case 503:
      return "UNAVAILABLE";
    default:
      return "UNKNOWN";
  }
}

std::string message_of(const Error& error, const Entry& entry) {
  switch (error.code) {
    case ErrorCode::invalid_parameter:
      return error.subject + ' ' + error.reason;
    case ErrorCode::unauthenticated:
      return std::string(entry.message) + (error.reason.empty() ? "" : ": ") + error.reason;
    case ErrorCode::repository_not_found:
      return missing_repository(error) + (error.reason.empty() ? "" : ": ") + error.reason;
    case ErrorCode::body_too_large:
      return "The content is longer than the limit of " + error.reason;
    default:
      return entry.message.empty() ? error.reason : std::string(entry.message);
  }
}

std::string detail_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::digest_mismatch:
      return excerpt(error.digest);
    case ErrorCode::image_referenced:
    case ErrorCode::referenced_blobs_not_found:
    case ErrorCode::referenced_images_not_found:
      return error.subject;
    default:
      return {};
  }
}

}  // namespace

WireError to_wire_error(const Error& error) {
  const Entry& entry = kErrors.at(std::to_underlying(error.code));
  const bool is_parameter = error.code == ErrorCode::invalid_parameter;
  return {.status = entry.status,
          .code = is_parameter ? code_of_parameter(error.subject) : entry.code,
          .message = message_of(error, entry),
          .detail = detail_of(error)};
}

WireError to_wire_error(const http::Refusal& refusal) {
  return {.status = refusal.status,
          .code = code_of_refusal(refusal.status),
          .message = std::string(refusal.reason)};
}

http::Response to_response(const WireError& error) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.key("errors");
  writer.begin_array();
  writer.begin_object();
  writer.key("code");
  writer.string(error.code);
  writer.key("message");
  // A reason may quote what a client sent, in whatever encoding: JSON has to be UTF-8.
  writer.string(to_ascii(error.message));
  if (!error.detail.empty()) {
    writer.key("detail");
    writer.string(to_ascii(error.detail));
  }
  writer.end_object();
  writer.end_array();
  writer.end_object();
  http::Response response = make_json_response(error.status, std::move(body));
  response.error_code = error.code;
  return response;
}

http::Response to_response(const Error& error, const plane::Origin& origin) {
  http::Response response = to_response(to_wire_error(error));
  if (error.code == ErrorCode::unauthenticated) {
    response.fields.add("WWW-Authenticate", bearer_challenge(origin));
  }
  if (error.code == ErrorCode::upload_in_use) {
    response.fields.add("Retry-After", kUploadRetryAfterSeconds);
  }
  if (error.code == ErrorCode::too_many_uploads) {
    response.fields.add("Retry-After", kQuotaRetryAfterSeconds);
  }
  // For a blob that cannot be deleted at present: "MUST generate an Allow header field" (RFC 9110
  // section 15.5.6).
  if (error.code == ErrorCode::blob_referenced) response.fields.add("Allow", "GET, HEAD");
  return response;
}

}  // namespace berth::oci
