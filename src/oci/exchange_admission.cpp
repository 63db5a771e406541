// Admission: what a request is for, who sends it, and whether the caller may do it.
#include <algorithm>
#include <utility>

#include "oci/advice.h"
#include "oci/endpoints/catalog.h"
#include "oci/endpoints/token.h"
#include "oci/exchange.h"
#include "oci/messages.h"
#include "oci/response.h"
#include "oci/wire_error.h"

namespace berth::oci {
namespace {

// Answered for everyone, whatever they may do there: a browser asks without credentials.
http::Response options_of(Endpoint endpoint) {
  http::Response response = make_response(204);
  response.fields.add("Allow", allowed_methods(endpoint));
  return response;
}

http::Response method_not_allowed(Endpoint endpoint) {
  http::Response response = to_response(
      {.status = 405, .code = "UNSUPPORTED", .message = std::string(messages::kMethodNotAllowed)});
  response.fields.add("Allow", allowed_methods(endpoint));
  return response;
}

http::Response no_such_endpoint() {
  return to_response(
      {.status = 404, .code = "UNSUPPORTED", .message = std::string(messages::kNoSuchEndpoint)});
}

// The error for a name that no repository here can have.
Failure no_such_name(std::string_view name) {
  const std::size_t slash = std::min(name.find('/'), name.size());
  const std::string_view rest = name.substr(std::min(slash + 1, name.size()));
  if (rest.empty()) {
    return fail({.code = ErrorCode::repository_not_found, .repository = std::string(name)});
  }
  return fail({.code = ErrorCode::repository_not_found,
               .registry = std::string(name.substr(0, slash)),
               .repository = std::string(rest)});
}

// The alias in the name itself, if it is a valid one: in the emulator, it may stand for another
// registry.
RegistryAlias alias_asked_for(const Route& route, const RepositoryPath& path) {
  if (route.name.starts_with(path.alias.text() + '/')) return path.alias;
  const auto asked = parse_repository_path(route.name);
  return asked ? asked->alias : path.alias;
}

}  // namespace

const Exchange::Target& Exchange::target() {
  if (!target_) {
    Target& found = target_.emplace(find_route(head().path));
    if (found.route) found.operation = find_operation(found.route->endpoint, head().method);
    note_operation(found.operation);
  }
  return *target_;
}

const plane::Origin& Exchange::origin() {
  if (!origin_) origin_ = plane::origin_of(head(), shared_.config.public_host);
  return *origin_;
}

const auth::PresentedLogin* Exchange::login() {
  const std::string_view authorization = head().field("Authorization");
  if (authorization.empty()) return nullptr;
  if (!login_) login_.emplace(authorization);
  return &*login_;
}

// "Bearer" even for clients without credentials: they fetch an anonymous token when challenged.
std::expected<std::shared_ptr<const Exchange::Verified>, auth::LoginFault> Exchange::authenticate(
    Reader& reader) {
  const auth::Authenticator& authenticator = shared_.services.authenticator;
  if (const auto* presented = login()) return authenticator.verify_login(reader, *presented);
  auto guest = authenticator.guest(reader);
  if (!guest) return std::unexpected(auth::LoginFault::no_credentials);
  return std::make_shared<const Verified>(std::move(guest), auth::kNoExpiry);
}

void Exchange::note_operation(const Operation* operation) {
  if (operation == nullptr) return;
  edit_notes().operation = operation->name;
  edit_notes().row.row = row_of(*operation);
}

void Exchange::note_caller() {
  if (verified_->caller) auth::note_caller(edit_notes(), *verified_->caller);
}

http::Response Exchange::refuse(const Error& error) {
  if (error.code == ErrorCode::unauthenticated) return refuse_login(messages::kWritingNeedsLogin);
  return to_response(error, origin());
}

http::Response Exchange::refuse_login(std::string_view reason) {
  const auth::Authenticator& authenticator = shared_.services.authenticator;
  const bool has_ended = authenticator.is_for_ended_login(head().field("Authorization"));
  return to_response(not_authorized(has_ended ? messages::kEndedLogin : reason), origin());
}

std::optional<http::Response> Exchange::admit(Reader& reader, std::string_view form) {
  admitted_.reset();
  const auto& [route, operation] = target();
  if (route && head().method == http::Method::options) return options_of(route->endpoint);
  const plane::Services& services = shared_.services;
  if (route && route->endpoint == Endpoint::token) {
    if (operation == nullptr) return method_not_allowed(Endpoint::token);
    return issue_token(head(), form, origin(), services.authenticator, reader, services.clock,
                       edit_notes());
  }
  auto verified = authenticate(reader);
  if (!verified) {
    services.authenticator.count(verified.error());
    services.authenticator.note_claim(edit_notes(), head().field("Authorization"));
    return refuse_login(messages::reason_of(verified.error()));
  }
  verified_ = *std::move(verified);
  note_caller();
  if (!route) return no_such_endpoint();
  if (operation == nullptr) return method_not_allowed(route->endpoint);
  if (route->endpoint == Endpoint::base) return make_json_response(200, "{}");
  if (route->endpoint == Endpoint::catalog) return list_catalog(reader);
  return admit_to_repository(reader, *route, *operation);
}

http::Response Exchange::list_catalog(Reads& reads) {
  if (!verified_->caller) return refuse_login(messages::kCatalogNeedsLogin);
  auto listed = list_repositories(shared_.services.authorizer, reads, head(), *verified_->caller);
  if (!listed) return refuse(listed.error());
  return make_conditional(head(), std::move(listed->response));
}

std::optional<http::Response> Exchange::admit_to_repository(Reader& reader, const Route& route,
                                                            const Operation& operation) {
  const PlaneConfig& config = shared_.config;
  // An upload may be larger than the free space: then none of it is received.
  const bool has_room = !brings_content(operation.method) ||
                        plane::has_room(config.has_room, head().content_length.value_or(0));
  const auth::Circumstances circumstances = auth::circumstances_of(head());
  auto repository = find_repository_of(reader, route, circumstances, operation.action,
                                       has_room ? config.create_on_push : CreateOnPush::off);
  const bool would_create = !repository && config.create_on_push == CreateOnPush::on &&
                            repository.error().code == ErrorCode::repository_not_found;
  if (!has_room && (repository || would_create)) return no_room();
  if (!repository) return refuse_repository(reader, repository.error(), operation);
  admitted_.emplace(&operation,
                    Request{.services = shared_.services,
                            .reads = &reader,
                            .head = head(),
                            .origin = origin(),
                            .caller = verified_->caller,
                            .circumstances = circumstances,
                            .repository = *std::move(repository),
                            .references = config.references,
                            .unknown_aliases = config.unknown_aliases,
                            .reference = route.reference},
                    reader.basis());
  return std::nullopt;
}

http::Response Exchange::refuse_repository(Reads& reads, const Error& error,
                                           const Operation& operation) {
  if (error.code != ErrorCode::repository_not_found) return refuse(error);
  WireError refusal = to_wire_error(error);
  const std::string advice = advice_on(error, {.accounts = reads.accounts(),
                                               .caller = verified_->caller,
                                               .host = origin().host,
                                               .action = operation.action});
  if (!advice.empty()) refusal.message.append(": ").append(advice);
  return to_response(refusal, origin());
}

Result<Repository> Exchange::find_repository_of(Reads& reads, const Route& route,
                                                const auth::Circumstances& circumstances,
                                                std::string_view action,
                                                CreateOnPush create) const {
  const plane::Services& services = shared_.services;
  const auth::Caller& caller = verified_->caller;
  const auto path =
      read_repository_path(reads.accounts(), route.name, shared_.config.unknown_aliases);
  // "An attempt to pull a nonexistent repository MUST return response code 404 Not Found".
  if (!path && action == action::kRead && is_oci_name(route.name)) return no_such_name(route.name);
  if (!path) return failure_of(path);
  const bool is_push = action == action::kInitiateUpload || action == action::kPutImage;
  const bool may_create = is_push && create == CreateOnPush::on;
  auto repository =
      may_create
          ? find_or_create_repository(services, reads, *path, caller, head(), circumstances, action)
          : find_repository(services.authorizer, reads, *path, caller, circumstances, action);
  // Answers use the alias by which the client asked for it.
  if (repository) repository->alias = alias_asked_for(route, *path);
  return repository;
}

}  // namespace berth::oci
