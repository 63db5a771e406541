#include "oci/endpoints/token.h"

#include <algorithm>

#include "base/ascii.h"
#include "http/form.h"
#include "http/query.h"
#include "json/writer.h"
#include "oci/challenge.h"
#include "oci/messages.h"
#include "oci/response.h"
#include "oci/scope.h"
#include "oci/wire_error.h"

namespace berth::oci {
namespace {

using LoginResult = auth::Authenticator::LoginResult;

// What a token is issued for.
struct Grant {
  auth::Caller caller = {};
  auth::GivenFor given_for = auth::GivenFor::nothing;
  std::optional<std::string> scope = {};  // as requested; nullopt: do not repeat it
  std::string refresh_token = {};         // empty: none
};

// All scopes of the query. A '+' may stand for a space: no scope contains either.
std::string scopes_of(std::string_view query) {
  std::string scopes;
  for (const http::QueryParameter& parameter : http::query_parameters(query)) {
    if (parameter.name == "scope") scopes.append(parameter.value).append(1, ' ');
  }
  std::ranges::replace(scopes, '+', ' ');
  return scopes;
}

using GrantResult = std::expected<Grant, auth::LoginFault>;

GrantResult grant(LoginResult login, std::string_view scopes) {
  if (login) return Grant{.caller = std::move(login->caller)};
  if (auth::has_ended(login.error()) && are_pulls(split_scopes(scopes))) {
    return Grant{.given_for = auth::GivenFor::ended_login};
  }
  return failure_of(login);
}

LoginResult verify_basic(const auth::Authenticator& authenticator, Reads& reads,
                         std::string_view authorization) {
  // Basic only: otherwise a token could be renewed for ever.
  if (!auth::is_basic(authorization)) {
    return std::unexpected(auth::LoginFault::basic_required);
  }
  const auto credentials = auth::read_credentials(authorization);
  if (!credentials) return failure_of(credentials);
  return authenticator.verify_password(reads, credentials->user, credentials->secret);
}

GrantResult grant_of_query(const http::RequestHead& head, const auth::Authenticator& authenticator,
                           Reads& reads) {
  const std::string_view authorization = head.field("Authorization");
  if (authorization.empty()) return Grant();
  return grant(verify_basic(authenticator, reads, authorization), scopes_of(head.query));
}

// The login in a form; an Authorization header beside it is ignored.
auth::Credentials login_in(const http::Form& form) {
  if (form.find("grant_type") == "refresh_token") {
    return {.kind = auth::Credentials::Kind::token,
            .user = {},
            .secret = std::string(form.find("refresh_token").value_or(""))};
  }
  return {.kind = auth::Credentials::Kind::password,
          .user = std::string(form.find("username").value_or("")),
          .secret = std::string(form.find("password").value_or(""))};
}

LoginResult verify(const auth::Credentials& login, const auth::Authenticator& authenticator,
                   Reads& reads) {
  return login.kind == auth::Credentials::Kind::token
             ? authenticator.verify_refresh_token(reads, login.secret)
             : authenticator.verify_password(reads, login.user, login.secret);
}

GrantResult grant_of_form(const http::Form& form, const auth::Authenticator& authenticator,
                          Reads& reads) {
  auto login = verify(login_in(form), authenticator, reads);
  // A refresh token yields the same refresh token again, since it is made from the same data.
  std::string refresh_token;
  if (login && login->caller && form.find("access_type") == "offline") {
    refresh_token = authenticator.issue_refresh_token(*login->caller, login->expires_at);
  }
  const std::string_view scope = form.find("scope").value_or("");
  auto granted = grant(std::move(login), scope);
  if (!granted) return granted;
  granted->scope = std::string(scope);
  granted->refresh_token = std::move(refresh_token);
  return granted;
}

// nullopt: the form is supported.
std::optional<WireError> check_form(const http::RequestHead& head, const http::Form& form) {
  const auto bad_request = [](std::string_view message) {
    return WireError{.status = 400, .code = "UNSUPPORTED", .message = std::string(message)};
  };
  if (!http::is_form(head)) return bad_request(messages::kNotAForm);
  const auto grant_type = form.find("grant_type");
  if (grant_type == "password" || grant_type == "refresh_token") return std::nullopt;
  return bad_request(messages::kGrantTypes);
}

http::Response answer(const Grant& grant, const auth::Authenticator& authenticator,
                      const Clock& clock) {
  const Timestamp now = clock.now();
  const auth::Authenticator::Login bearer =
      authenticator.issue_bearer(grant.caller, grant.given_for);
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
  if (grant.scope) {
    writer.key("scope");
    writer.string(to_ascii(*grant.scope));
  }
  if (!grant.refresh_token.empty()) {
    writer.key("refresh_token");
    writer.string(grant.refresh_token);
  }
  writer.end_object();
  http::Response response = make_json_response(200, std::move(body));
  response.fields.add("Cache-Control", "no-store");
  return response;
}

}  // namespace

http::Response issue_token(const http::RequestHead& head, std::string_view body,
                           const plane::Origin& origin, const auth::Authenticator& authenticator,
                           Reads& reads, const Clock& clock, http::RequestNotes& notes) {
  const bool is_form = head.method == http::Method::post;
  const http::Form form(is_form ? body : std::string_view());
  if (is_form) {
    if (const auto error = check_form(head, form)) return to_response(*error);
  }
  const auto granted = is_form ? grant_of_form(form, authenticator, reads)
                               : grant_of_query(head, authenticator, reads);
  if (granted && granted->caller) {
    auth::note_caller(notes, *granted->caller);
  } else if (is_form) {
    authenticator.note_claim(notes, login_in(form));
  } else {
    authenticator.note_claim(notes, head.field("Authorization"));
  }
  if (!granted) {
    authenticator.count(granted.error());
    http::Response response = to_response(not_authorized(messages::reason_of(granted.error())));
    response.fields.add("WWW-Authenticate", basic_challenge(origin));
    return response;
  }
  return answer(*granted, authenticator, clock);
}

}  // namespace berth::oci
