#include "oci/response.h"

#include "http/conditional.h"
#include "oci/wire_error.h"
#include "plane/room.h"

namespace berth::oci {

http::Response make_response(unsigned status) {
  http::Response response{.status = status, .fields = {}, .body = {}, .content_length = {}};
  response.fields.add("Docker-Distribution-Api-Version", "registry/2.0");
  return response;
}

http::Response make_json_response(unsigned status, std::string json) {
  http::Response response = make_response(status);
  response.fields.add("Content-Type", "application/json");
  response.body = std::move(json);
  return response;
}

void describe_content(http::FieldBlock& fields, const Digest& digest, std::string_view media_type) {
  fields.add("Content-Type", media_type);
  fields.add("Docker-Content-Digest", digest.text());
  fields.add("ETag", entity_tag(digest));
}

http::Response make_conditional(const http::RequestHead& head, http::Response response) {
  if (!http::is_conditional(head) || response.status >= 300) return response;
  const std::string_view tag = response.fields.find("ETag");
  if (tag.empty()) return response;
  if (!http::passes_if_match(head, tag)) {
    return to_response(to_wire_error(Error{.code = ErrorCode::precondition_failed}));
  }
  if (response.status != 200 || http::passes_if_none_match(head, tag)) return response;
  return {.status = 304, .fields = std::move(response.fields), .body = {}, .content_length = {}};
}

// RFC 4918 section 11.5: "the server is unable to store the representation needed to successfully
// complete the request". The request is not at fault, and repeating it at once does not help.
http::Response no_room() {
  return to_response({.status = 507, .code = "DENIED", .message = std::string(plane::kNoRoom)});
}

std::string entity_tag(const Digest& digest) {
  return '"' + digest.text() + '"';
}

}  // namespace berth::oci
