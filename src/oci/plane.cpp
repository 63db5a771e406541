#include "oci/plane.h"

#include "oci/endpoints/blobs.h"
#include "oci/endpoints/manifests.h"
#include "oci/endpoints/tags.h"
#include "oci/endpoints/token.h"
#include "oci/endpoints/uploads.h"
#include "oci/responses.h"
#include "registry/manifest.h"

namespace berth::oci {
namespace {

// Requests that need no body may have a small one, which is ignored.
constexpr std::uint64_t kMaxIgnoredBodyBytes = 1024;

bool sends_content(http::Method method) {
  return method == http::Method::post || method == http::Method::patch ||
         method == http::Method::put;
}

bool is_upload_body(const http::RequestHead& head, const Route& route) {
  if (route.endpoint == Endpoint::uploads) return head.method == http::Method::post;
  return route.endpoint == Endpoint::upload && sends_content(head.method) &&
         head.method != http::Method::post;
}

}  // namespace

Plane::Plane(MetadataStore& metadata, BlobStore& blobs, const auth::Authenticator& authenticator,
             const Clock& clock, Entropy& entropy, PlaneConfig config)
    : services_{.metadata = metadata,
                .blobs = blobs,
                .authenticator = authenticator,
                .clock = clock,
                .entropy = entropy,
                .config = std::move(config)} {}

http::BodyPlan Plane::plan(const http::RequestHead& head) const {
  if (!sends_content(head.method)) return http::WholeBody{kMaxIgnoredBodyBytes};
  const Route route = parse_route(head.path);
  if (is_upload_body(head, route)) return http::StreamedBody{};
  if (route.endpoint == Endpoint::manifest) return http::WholeBody{kMaxManifestBytes};
  return http::WholeBody{kMaxIgnoredBodyBytes};
}

std::expected<Exchange, http::Response> Plane::authenticate(const http::RequestHead& head,
                                                            Route route) {
  const std::string_view authorization = head.field("Authorization");
  // Anonymous callers are told to fetch an anonymous token, as the real service does: clients that
  // have credentials learn only from a challenge that they are to be used.
  if (authorization.empty()) return std::unexpected(challenge(head, "Not Authorized"));
  auto caller = services_.authenticator.verify_authorization(authorization);
  if (!caller) return std::unexpected(challenge(head, caller.error().reason));
  return Exchange{
      .services = services_, .head = head, .route = std::move(route), .caller = *std::move(caller)};
}

http::Response Plane::handle(const http::RequestHead& head, std::string_view body) {
  return with_challenge(head, answer(head, body));
}

http::Response Plane::answer(const http::RequestHead& head, std::string_view body) {
  Route route = parse_route(head.path);
  if (route.endpoint == Endpoint::token) return answer_token(services_, head);
  if (route.endpoint == Endpoint::none) {
    return make_error(404, "NAME_UNKNOWN", "There is no such path.");
  }
  auto exchange = authenticate(head, std::move(route));
  if (!exchange) return std::move(exchange.error());
  switch (exchange->route.endpoint) {
    case Endpoint::base:
      return make_json_response(200, "{}");
    case Endpoint::blob:
      return answer_blob(*exchange);
    case Endpoint::manifest:
      return answer_manifest(*exchange, body);
    case Endpoint::tags:
      return answer_tags(*exchange);
    case Endpoint::upload:
      return answer_upload(*exchange);
    case Endpoint::uploads:
      return method_not_allowed("POST");
    case Endpoint::token:
    case Endpoint::none:
      break;
  }
  return make_error(404, "NAME_UNKNOWN", "There is no such path.");
}

std::variant<http::Response, std::unique_ptr<http::BodySink>> Plane::open(
    const http::RequestHead& head) {
  auto exchange = authenticate(head, parse_route(head.path));
  if (!exchange) return std::move(exchange.error());
  auto opened = open_upload_body(*std::move(exchange));
  if (auto* response = std::get_if<http::Response>(&opened)) {
    return with_challenge(head, std::move(*response));
  }
  return opened;
}

http::Response Plane::too_large(const http::RequestHead& /*head*/, std::uint64_t limit_bytes) {
  return make_error(
      {.code = ErrorCode::body_too_large,
       .reason = "The body is larger than " + std::to_string(limit_bytes) + " bytes."});
}

http::Response Plane::failed(const http::RequestHead& /*head*/) noexcept {
  return make_error(500, "UNKNOWN", "Internal error.");
}

http::Response Plane::challenge(const http::RequestHead& head, std::string_view message) const {
  return with_challenge(head, make_error(401, "UNAUTHORIZED", message));
}

http::Response Plane::with_challenge(const http::RequestHead& head, http::Response response) const {
  if (response.status != 401 ||
      response.fields.text().find("WWW-Authenticate") != std::string_view::npos) {
    return response;
  }
  const std::string base = base_url(services_, head);
  const std::string host = base.substr(base.find("://") + 3);
  response.fields.add("WWW-Authenticate", "Bearer realm=\"" + base + "/token/\",service=\"" + host +
                                              "\",scope=\"aws\"");
  return response;
}

}  // namespace berth::oci
