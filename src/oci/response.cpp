#include "oci/response.h"

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

bool is_held_by_client(const http::RequestHead& head, const Digest& digest) {
  const std::string_view held = head.field("If-None-Match");
  // No entity tag holds a quote, so the quoted text is found only where it stands for itself.
  return !held.empty() && (held == "*" || held.contains(entity_tag(digest)));
}

http::Response make_not_modified(const Digest& digest) {
  http::Response response = make_response(304);
  response.fields.add("Docker-Content-Digest", digest.text());
  response.fields.add("ETag", entity_tag(digest));
  return response;
}

std::string entity_tag(const Digest& digest) {
  return '"' + digest.text() + '"';
}

}  // namespace berth::oci
