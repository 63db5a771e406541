#include "oci/endpoints/token.h"

#include "base/ascii.h"
#include "json/writer.h"
#include "oci/challenge.h"
#include "oci/response.h"
#include "oci/wire_error.h"

namespace berth::oci {
namespace {

// Basic only: whoever could have a token for a token could have one for ever.
Result<auth::Caller> verify_login(const auth::Authenticator& authenticator,
                                  std::string_view authorization) {
  if (authorization.empty()) return auth::Caller();
  if (!equal_ignoring_case(authorization.substr(0, authorization.find(' ')), "Basic")) {
    return fail({.code = ErrorCode::unauthenticated,
                 .reason = "the token endpoint takes Basic credentials"});
  }
  return authenticator.verify_authorization(authorization);
}

}  // namespace

http::Response issue_token(const http::RequestHead& head, const plane::Origin& origin,
                           const auth::Authenticator& authenticator, const Clock& clock) {
  const auto caller = verify_login(authenticator, head.field("Authorization"));
  if (!caller) {
    http::Response response = to_response(to_wire_error(caller.error()));
    response.fields.add("WWW-Authenticate", basic_challenge(origin));
    return response;
  }
  if (*caller) auth::note_caller(head, **caller);
  const Timestamp now = clock.now();
  const auth::Authenticator::Login bearer = authenticator.issue_bearer(*caller);
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.key("token");
  writer.string(bearer.password);
  writer.key("access_token");  // the same under the name of OAuth 2.0
  writer.string(bearer.password);
  writer.key("expires_in");
  writer.number(
      std::int64_t{std::chrono::floor<std::chrono::seconds>(bearer.expires_at - now).count()});
  writer.key("issued_at");
  writer.string(format_rfc3339(now));
  writer.end_object();
  http::Response response = make_json_response(200, std::move(body));
  response.fields.add("Cache-Control", "no-store");
  return response;
}

}  // namespace berth::oci
