#include "gallery/logos.h"

#include "registry/logo.h"

namespace berth::gallery {
namespace {

// What is asked for here needs no body; a small one is read and ignored.
constexpr std::uint64_t kMaxIgnoredBodyBytes = 1024;

http::Response text(unsigned status, std::string_view content) {
  http::Response response{
      .status = status, .fields = {}, .body = std::string(content), .content_length = {}};
  response.fields.add("Content-Type", "text/plain; charset=utf-8");
  return response;
}

}  // namespace

http::BodyPlan Logos::plan(const http::RequestHead&) const {
  return http::WholeBody{kMaxIgnoredBodyBytes};
}

http::Response Logos::handle(const http::RequestHead& head, std::string_view) {
  if (head.method != http::Method::get && head.method != http::Method::head) {
    http::Response refusal = text(405, "method not allowed\n");
    refusal.fields.add("Allow", "GET, HEAD");
    return refusal;
  }
  const std::string_view id = logo_id_of(head.path);
  auto logo = id.empty() ? std::nullopt : metadata_.find_logo(id);
  if (!logo) return text(404, "not found\n");
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
  return text(413, "too large\n");
}

http::Response Logos::failed(const http::RequestHead&) {
  return text(500, "internal error\n");
}

}  // namespace berth::gallery
