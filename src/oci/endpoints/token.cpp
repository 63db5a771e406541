#include "oci/endpoints/token.h"

#include "json/writer.h"
#include "oci/responses.h"

namespace berth::oci {
namespace {

http::Response refuse(const Error& error) {
  http::Response response = make_error(error);
  response.fields.add("WWW-Authenticate", R"(Basic realm="berth")");
  return response;
}

std::string token_body(const auth::Authenticator::Login& bearer, Timestamp now) {
  const auto lifetime = std::chrono::duration_cast<std::chrono::seconds>(bearer.expires_at - now);
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  for (const std::string_view name : {"token", "access_token"}) {  // Docker's name, and OAuth 2's
    writer.key(name);
    writer.string(bearer.password);
  }
  writer.key("expires_in");
  writer.number(std::int64_t{lifetime.count()});
  writer.key("issued_at");
  writer.string(format_rfc3339(now));
  writer.end_object();
  return body;
}

}  // namespace

http::Response answer_token(const Services& services, const http::RequestHead& head) {
  if (head.method != http::Method::get && head.method != http::Method::head) {
    return method_not_allowed("GET, HEAD");
  }
  auth::Caller caller;
  if (const std::string_view authorization = head.field("Authorization"); !authorization.empty()) {
    auto verified = services.authenticator.verify_authorization(authorization);
    if (!verified) return refuse(verified.error());
    caller = *std::move(verified);
  }
  http::Response response = make_json_response(
      200, token_body(services.authenticator.issue_bearer(caller), services.clock.now()));
  response.fields.add("Cache-Control", "no-store");
  return response;
}

}  // namespace berth::oci
