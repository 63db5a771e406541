#include "oci/responses.h"

#include "json/writer.h"

namespace berth::oci {
namespace {

struct WireError {
  unsigned status;
  std::string_view code;
};

// A switch without default: the compiler asks for a row when the domain gets a new error.
WireError wire_error(const Error& error) {
  switch (error.code) {
    case ErrorCode::invalid_parameter:
      return {400, error.subject == "imageTag" ? "TAG_INVALID" : "NAME_INVALID"};
    case ErrorCode::unsupported:
      return {405, "UNSUPPORTED"};
    case ErrorCode::unauthenticated:
      return {401, "UNAUTHORIZED"};
    case ErrorCode::access_denied:
      return {403, "DENIED"};
    case ErrorCode::registry_not_found:
      return {404, "NAME_UNKNOWN"};
    case ErrorCode::repository_not_found:
      return {404, "NAME_UNKNOWN"};
    case ErrorCode::repository_already_exists:
      return {409, "DENIED"};
    case ErrorCode::repository_not_empty:
      return {409, "DENIED"};
    case ErrorCode::image_not_found:
      return {404, "MANIFEST_UNKNOWN"};
    case ErrorCode::image_referenced:
      return {409, "DENIED"};
    case ErrorCode::blob_not_found:
      return {404, "BLOB_UNKNOWN"};
    // "When processing a manifest, a registry that finds a referenced blob missing answers 404"
    // (OCI Distribution 1.1, Error Codes: MANIFEST_BLOB_UNKNOWN, code-7, is for both).
    case ErrorCode::referenced_blobs_not_found:
      return {404, "MANIFEST_BLOB_UNKNOWN"};
    case ErrorCode::referenced_images_not_found:
      return {404, "MANIFEST_BLOB_UNKNOWN"};
    case ErrorCode::upload_not_found:
      return {404, "BLOB_UPLOAD_UNKNOWN"};
    case ErrorCode::upload_range_invalid:
      return {416, "BLOB_UPLOAD_INVALID"};
    case ErrorCode::upload_in_use:
      return {409, "BLOB_UPLOAD_INVALID"};
    case ErrorCode::digest_invalid:
      return {400, "DIGEST_INVALID"};
    case ErrorCode::digest_mismatch:
      return {400, "DIGEST_INVALID"};
    case ErrorCode::manifest_invalid:
      return {400, "MANIFEST_INVALID"};
    case ErrorCode::size_invalid:
      return {400, "SIZE_INVALID"};
    case ErrorCode::body_too_large:
      return {413, "SIZE_INVALID"};
  }
  return {500, "UNKNOWN"};
}

std::string message_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::repository_not_found:
      return "The repository with name '" + error.repository +
             "' does not exist in the registry with id '" + error.registry + "'";
    case ErrorCode::image_not_found:
      return "Requested image not found";
    case ErrorCode::image_referenced:
      return "Requested image referenced by manifest list: " + error.subject;
    case ErrorCode::blob_not_found:
      return "The blob is not in the repository: " + error.digest;
    case ErrorCode::referenced_blobs_not_found:
      return "The layer with digest " + error.digest +
             " does not exist within the repository with name '" + error.repository + "'";
    case ErrorCode::referenced_images_not_found:
      return "The image with digest " + error.digest +
             " does not exist within the repository with name '" + error.repository + "'";
    case ErrorCode::upload_not_found:
      return "There is no such upload: " + error.subject;
    case ErrorCode::upload_in_use:
      return "Another request is writing to the upload";
    case ErrorCode::upload_range_invalid:
      return "The chunk does not start where the upload ends";
    case ErrorCode::digest_mismatch:
      return "The content does not hash to " + error.digest;
    case ErrorCode::invalid_parameter:
      return error.subject + " " + error.reason;
    default:
      return error.reason;
  }
}

}  // namespace

http::Response make_response(unsigned status) {
  http::Response response;
  response.status = status;
  response.fields.add("Docker-Distribution-Api-Version", "registry/2.0");
  return response;
}

http::Response make_json_response(unsigned status, std::string body) {
  http::Response response = make_response(status);
  response.fields.add("Content-Type", "application/json; charset=utf-8");
  response.body = std::move(body);
  return response;
}

http::Response make_error(unsigned status, std::string_view code, std::string_view message) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.key("errors");
  writer.begin_array();
  writer.begin_object();
  writer.key("code");
  writer.string(code);
  writer.key("message");
  writer.string(message);
  writer.end_object();
  writer.end_array();
  writer.end_object();
  body += '\n';
  return make_json_response(status, std::move(body));
}

http::Response make_error(const Error& error) {
  const auto [status, code] = wire_error(error);
  return make_error(status, code, message_of(error));
}

http::Response method_not_allowed(std::string_view allow) {
  http::Response response = make_error(405, "UNSUPPORTED", "The operation is unsupported.");
  response.fields.add("Allow", allow);
  return response;
}

}  // namespace berth::oci
