#include "oci/wire_error.h"

#include <array>
#include <utility>

#include "base/ascii.h"
#include "json/writer.h"
#include "oci/challenge.h"
#include "oci/messages.h"
#include "oci/response.h"

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
  std::uint64_t retry_after_s = 0;
  std::string_view allow = {};
};

// In the order of the enumeration.
constexpr std::array kErrors{
    // See code_of().
    Entry{ErrorCode::name_invalid, 400, "NAME_INVALID"},
    Entry{ErrorCode::digest_invalid, 400, "DIGEST_INVALID"},
    Entry{ErrorCode::arn_invalid, 400, "NAME_INVALID"},
    Entry{ErrorCode::logo_invalid, 400, "DENIED"},
    Entry{ErrorCode::unauthenticated, 401, "UNAUTHORIZED"},
    Entry{ErrorCode::access_denied, 403, "DENIED"},
    Entry{ErrorCode::registry_not_found, 404, "NAME_UNKNOWN"},
    Entry{ErrorCode::repository_not_found, 404, "NAME_UNKNOWN"},
    Entry{ErrorCode::repository_already_exists, 409, "DENIED"},
    Entry{ErrorCode::repository_not_empty, 409, "DENIED"},
    Entry{ErrorCode::repository_policy_not_found, 404, "NAME_UNKNOWN"},
    Entry{ErrorCode::image_not_found, 404, "MANIFEST_UNKNOWN"},
    Entry{ErrorCode::image_referenced, 400, "UNSUPPORTED"},
    Entry{ErrorCode::image_already_exists, 409, "DENIED"},
    Entry{ErrorCode::image_tag_digest_mismatch, 412, "DENIED"},
    Entry{ErrorCode::image_digest_mismatch, 400, "DIGEST_INVALID"},
    Entry{ErrorCode::tag_without_past, 404, "MANIFEST_UNKNOWN"},
    Entry{ErrorCode::precondition_failed, 412, "DENIED"},
    Entry{ErrorCode::blob_not_found, 404, "BLOB_UNKNOWN"},
    Entry{ErrorCode::blob_already_exists, 409, "DENIED"},
    // It cannot be deleted at present: "MUST generate an Allow header field" (RFC 9110 section
    // 15.5.6).
    Entry{ErrorCode::blob_referenced, 405, "DENIED", 0, "GET, HEAD"},
    Entry{ErrorCode::referenced_blobs_not_found, 404, "MANIFEST_BLOB_UNKNOWN"},
    Entry{ErrorCode::referenced_images_not_found, 404, "MANIFEST_BLOB_UNKNOWN"},
    Entry{ErrorCode::upload_not_found, 404, "BLOB_UPLOAD_UNKNOWN"},
    Entry{ErrorCode::upload_in_use, 409, "BLOB_UPLOAD_INVALID", kUploadRetryAfterSeconds},
    Entry{ErrorCode::upload_part_invalid, 416, "BLOB_UPLOAD_INVALID"},
    Entry{ErrorCode::upload_part_too_small, 400, "BLOB_UPLOAD_INVALID"},
    Entry{ErrorCode::upload_empty, 400, "BLOB_UPLOAD_INVALID"},
    Entry{ErrorCode::digest_mismatch, 400, "DIGEST_INVALID"},
    Entry{ErrorCode::manifest_invalid, 400, "MANIFEST_INVALID"},
    Entry{ErrorCode::body_too_large, 413, "SIZE_INVALID"},
    Entry{ErrorCode::too_many_resource_tags, 400, "DENIED"},
    // As the real service does: moby and others show the message to the person who pushes.
    Entry{ErrorCode::limit_exceeded, 403, "DENIED"},
    Entry{ErrorCode::too_many_uploads, 429, "TOOMANYREQUESTS", kQuotaRetryAfterSeconds},
    Entry{ErrorCode::account_entry_not_found, 400, "DENIED"},
    Entry{ErrorCode::account_entry_exists, 400, "DENIED"},
    Entry{ErrorCode::alias_fixed, 400, "DENIED"},
    // No endpoint takes such queries.
    Entry{ErrorCode::query_invalid, 400, "UNSUPPORTED"},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kErrors.size(); ++i) {
    if (std::to_underlying(kErrors.at(i).error) != i) return false;
  }
  return true;
}
static_assert(kErrors.size() == kErrorCodeCount && is_in_order());

// OCI has a code for names of repositories only; that of tags is CNCF Distribution's.
std::string_view code_of(const Error& error, const Entry& entry) {
  const bool is_tag =
      error.code == ErrorCode::name_invalid && facts_of<InvalidName>(error).name == NameKind::tag;
  return is_tag ? "TAG_INVALID" : entry.code;
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

}  // namespace

WireError to_wire_error(const Error& error) {
  const Entry& entry = kErrors.at(std::to_underlying(error.code));
  return {.status = entry.status,
          .code = code_of(error, entry),
          .message = messages::message_of(error),
          .detail = messages::detail_of(error),
          .retry_after_s = entry.retry_after_s,
          .allow = entry.allow};
}

WireError not_authorized(std::string_view reason) {
  return {.status = 401, .code = "UNAUTHORIZED", .message = messages::not_authorized(reason)};
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
  if (error.retry_after_s != 0) response.fields.add("Retry-After", error.retry_after_s);
  if (!error.allow.empty()) response.fields.add("Allow", error.allow);
  return response;
}

http::Response to_response(const WireError& error, const plane::Origin& origin) {
  http::Response response = to_response(error);
  if (error.status == 401) response.fields.add("WWW-Authenticate", bearer_challenge(origin));
  return response;
}

http::Response to_response(const Error& error, const plane::Origin& origin) {
  return to_response(to_wire_error(error), origin);
}

}  // namespace berth::oci
