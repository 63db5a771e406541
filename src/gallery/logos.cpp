#include "gallery/logos.h"

#include "http/refusal.h"
#include "registry/values/logo.h"

namespace berth::gallery {

http::BodyPlan Logos::plan(const http::RequestHead& head) const {
  return http::plan_without_body(head);
}

http::Response Logos::handle(const http::RequestHead& head, std::string_view) {
  if (head.method != http::Method::get && head.method != http::Method::head) {
    return http::method_response(head, "GET, HEAD, OPTIONS");
  }
  const std::string_view id = logo_id_of(head.path);
  auto logo = id.empty() ? std::nullopt : metadata_.find_logo(id);
  if (!logo) return http::text_response(404, "not found\n");
  http::Response response;
  response.fields.add("Content-Type", "image/png");
  // The id is the digest of the bytes: under this name there will never be others.
  response.fields.add("Cache-Control", "public, max-age=31536000, immutable");
  response.body = *std::move(logo);
  return response;
}

std::variant<http::Response, std::unique_ptr<http::BodySink>> Logos::open(
    const http::RequestHead& head) {
  return handle(head, {});
}

http::Response Logos::too_large(const http::RequestHead&, std::uint64_t) {
  return http::text_response(413, "too large\n");
}

http::Response Logos::refused(const http::RequestHead&, const http::Refusal& refusal) {
  return http::plain_refusal(refusal);
}

http::Response Logos::failed(const http::RequestHead&) {
  return http::text_response(500, "internal error\n");
}

}  // namespace berth::gallery
