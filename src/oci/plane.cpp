#include "oci/plane.h"

#include <exception>
#include <utility>

#include "base/out_of_room.h"
#include "oci/advice.h"
#include "oci/answer_key.h"
#include "oci/endpoints/catalog.h"
#include "oci/endpoints/token.h"
#include "oci/endpoints/uploads.h"
#include "oci/response.h"
#include "oci/wire_error.h"

namespace berth::oci {
namespace {

// To whoever goes on, with a token that was given for it, to what not everyone may.
constexpr std::string_view kEndedLogin =
    "the login has expired, or its access key was deleted: log in again, or log out to pull only";

bool has_meaningful_body(http::Method method) {
  return method == http::Method::put || method == http::Method::patch ||
         method == http::Method::post;
}

// Not only to those who may do something there: a browser asks without credentials.
http::Response options_of(Endpoint endpoint) {
  http::Response response = make_response(204);
  response.fields.add("Allow", allowed_methods(endpoint));
  return response;
}

http::Response method_not_allowed(Endpoint endpoint) {
  http::Response response = to_response(
      {.status = 405, .code = "UNSUPPORTED", .message = "The method is not allowed here"});
  response.fields.add("Allow", allowed_methods(endpoint));
  return response;
}

http::Response no_such_endpoint() {
  return to_response(
      {.status = 404, .code = "UNSUPPORTED", .message = "There is no such endpoint"});
}

// "Bearer" even for those who have nothing yet: clients fetch an anonymous token when challenged.
Result<auth::Caller> authenticate(const auth::Authenticator& authenticator,
                                  const http::RequestHead& head) {
  const std::string_view authorization = head.field("Authorization");
  if (authorization.empty()) {
    if (auto guest = authenticator.guest()) return guest;
    return fail({.code = ErrorCode::unauthenticated});
  }
  return authenticator.verify_authorization(authorization);
}

// Of a name that nothing here can have.
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

// The alias in the name itself, if it could be one: in the emulator another may be meant.
RegistryAlias alias_asked_for(const Route& route, const RepositoryPath& path) {
  if (route.name.starts_with(path.alias.text() + '/')) return path.alias;
  const auto asked = parse_repository_path(route.name);
  return asked ? asked->alias : path.alias;
}

// Whether it adds to what is stored: its method tells.
bool is_adding(const Operation& operation) {
  return has_meaningful_body(operation.method);
}

// RFC 4918 section 11.5: "the server is unable to store the representation needed to successfully
// complete the request". Nothing is wrong with the request, and repeating it at once is of no use.
http::Response no_room() {
  return to_response({.status = 507, .code = "DENIED", .message = std::string(plane::kNoRoom)});
}

bool is_reading(const http::RequestHead& head) {
  return head.method == http::Method::get || head.method == http::Method::head;
}

// Whether what is there is told by rows alone. Of a blob the file has to be there too, by which
// time the rows may be gone, and HEAD may have it held.
bool is_of_metadata(Endpoint endpoint) {
  return endpoint == Endpoint::manifest || endpoint == Endpoint::tags ||
         endpoint == Endpoint::referrers;
}

// Whether the answer, once given, is the same for every caller for as long as the store is: reads
// of metadata, and of whole blobs that are not left in their file.
bool is_lasting(const Operation& operation, const http::Response& answer) {
  if (is_of_metadata(operation.endpoint)) return operation.action == action::kRead;
  return operation.endpoint == Endpoint::blob && operation.method == http::Method::get &&
         answer.status == 200 && http::text_of(answer).has_value();
}

// Whether an answer to GET is one to this request, too. HEAD of a blob does more than to answer,
// and a part is not the whole.
bool answers(const http::RequestHead& head, Endpoint endpoint) {
  if (endpoint != Endpoint::blob) return true;
  return head.method == http::Method::get && head.field("Range").empty();
}

}  // namespace

// An upload, of which it is asked again when all of it has come whether its caller may do it: that
// may be hours later. Nothing has to be asked while the store is what it was, unless a policy went
// by the circumstances, of which the time is one.
class Plane::ReadmittedSink final : public http::BodySink {
 public:
  // `version`: of before the caller was admitted; nullopt: it has to be asked again in any case.
  // Plane and head outlive it.
  ReadmittedSink(const Plane& plane, const http::RequestHead& head,
                 std::optional<StoreVersion> version, BodySinkPtr sink)
      : plane_(plane), head_(head), version_(version), sink_(std::move(sink)) {}

  std::optional<http::Response> write(std::span<const std::byte> chunk) override {
    return sink_->write(chunk);
  }
  http::Response finish() override {
    if (auto refusal = ask_again()) return *std::move(refusal);
    return sink_->finish();
  }

 private:
  [[nodiscard]] std::optional<http::Response> ask_again() const {
    if (version_ && version_ == plane_.services_.metadata.version()) return std::nullopt;
    auto admitted = plane_.admit(head_);
    if (auto* refusal = std::get_if<http::Response>(&admitted)) return std::move(*refusal);
    const Request& request = std::get<Admitted>(admitted).request;
    if (auto allowed = authorize_upload(request); !allowed) {
      return to_response(allowed.error(), request.origin);
    }
    return std::nullopt;
  }

  const Plane& plane_;
  const http::RequestHead& head_;
  const std::optional<StoreVersion> version_;
  BodySinkPtr sink_;
};

Plane::Plane(const plane::Services& services, plane::BodyRoom body_room, PlaneConfig config)
    : services_(services),
      body_room_(std::move(body_room)),
      config_(std::move(config)),
      answers_(kMaxAnswerCacheBytes, config_.answer_folder) {}

// A manifest that is small is taken in from everyone, a larger one by open(), which asks first.
http::BodyPlan Plane::plan(const http::RequestHead& head) const {
  if (!has_meaningful_body(head.method)) return http::plan_without_body(head);
  const std::optional<Route> route = find_route(head.path);
  const Operation* operation = route ? find_operation(route->endpoint, head.method) : nullptr;
  if (operation == nullptr) return http::plan_without_body(head);
  if (std::holds_alternative<OpenFunction>(operation->run)) return http::StreamedBody{};
  const bool may_be_large = operation->max_body_bytes > http::kMaxIgnoredBodyBytes;
  return may_be_large ? http::plan_without_body(head) : http::WholeBody{operation->max_body_bytes};
}

http::Response Plane::refuse(Error error, const http::RequestHead& head,
                             const plane::Origin& origin) const {
  const bool is_of_nobody = error.code == ErrorCode::unauthenticated;
  if (is_of_nobody && services_.authenticator.is_for_ended_login(head.field("Authorization"))) {
    error.reason = kEndedLogin;
  }
  return to_response(error, origin);
}

std::variant<http::Response, Plane::Admitted> Plane::admit(const http::RequestHead& head,
                                                           std::string_view form) const {
  const plane::Origin origin = plane::origin_of(head, config_.public_host);
  std::optional<Route> route = find_route(head.path);
  if (route && head.method == http::Method::options) return options_of(route->endpoint);
  if (route && route->endpoint == Endpoint::token) {
    if (find_operation(Endpoint::token, head.method) == nullptr) {
      return method_not_allowed(Endpoint::token);
    }
    return issue_token(head, form, origin, services_.authenticator, services_.clock);
  }
  auto caller = authenticate(services_.authenticator, head);
  if (!caller) {
    services_.authenticator.note_claim(head);
    return refuse(std::move(caller.error()), head, origin);
  }
  if (*caller) auth::note_caller(head, **caller);
  if (!route) return no_such_endpoint();
  const Operation* operation = find_operation(route->endpoint, head.method);
  if (operation == nullptr) return method_not_allowed(route->endpoint);
  if (route->endpoint == Endpoint::base) return make_json_response(200, "{}");
  if (route->endpoint == Endpoint::catalog) {
    auto listed = list_repositories(services_, head, *caller);
    if (!listed) return refuse(std::move(listed.error()), head, origin);
    return make_conditional(head, std::move(listed->response));
  }
  // An upload may be longer than what is free: then none of it is taken in.
  const bool has_room =
      !is_adding(*operation) || plane::has_room(config_.has_room, head.content_length.value_or(0));
  const auth::Circumstances circumstances = auth::circumstances_of(head);
  auto repository = repository_of(*route, *caller, circumstances, operation->action,
                                  has_room ? config_.create_on_push : CreateOnPush::no);
  const bool would_create = !repository && config_.create_on_push == CreateOnPush::yes &&
                            repository.error().code == ErrorCode::repository_not_found;
  if (!has_room && (repository || would_create)) return no_room();
  if (!repository) {
    return refuse(advised(std::move(repository.error()), {.services = services_,
                                                          .caller = *caller,
                                                          .host = origin.host,
                                                          .action = operation->action}),
                  head, origin);
  }
  return Admitted{.operation = operation,
                  .request = {.services = services_,
                              .head = head,
                              .origin = origin,
                              .caller = *std::move(caller),
                              .circumstances = circumstances,
                              .repository = *std::move(repository),
                              .references = config_.references,
                              .unknown_aliases = config_.unknown_aliases,
                              .reference = std::move(route->reference)}};
}

Result<Repository> Plane::repository_of(const Route& route, const auth::Caller& caller,
                                        const auth::Circumstances& circumstances,
                                        std::string_view action, CreateOnPush create) const {
  const auto path = read_repository_path(services_, route.name, config_.unknown_aliases);
  // "An attempt to pull a nonexistent repository MUST return response code 404 Not Found".
  if (!path && action == action::kRead && is_oci_name(route.name)) return no_such_name(route.name);
  if (!path) return failure_of(path);
  const bool is_push = action == action::kInitiateUpload || action == action::kPutImage;
  const bool may_create = is_push && create == CreateOnPush::yes;
  auto repository = may_create
                        ? find_or_create_repository(services_, *path, caller, circumstances, action)
                        : find_repository(services_, *path, caller, circumstances, action);
  // Answers speak of it by the alias that it was asked for by.
  if (repository) repository->alias = alias_asked_for(route, *path);
  return repository;
}

std::shared_ptr<const Plane::KeptAnswers::Answer> Plane::find_kept(const StoreVersion& version,
                                                                   const http::RequestHead& head) {
  const AnswerKey key = answer_key(head);
  auto known = answers_.find(version, key.count ? key.of_page() : key.text);
  if (known == nullptr && key.count) {
    // A list that has no more entries is not cut.
    auto whole = answers_.find(version, key.text);
    const bool is_all =
        whole && whole->facts.all_entries && *whole->facts.all_entries <= *key.count;
    if (is_all) known = std::move(whole);
  }
  return known;
}

void Plane::keep(const StoreVersion& version, const http::RequestHead& head,
                 const Operation& operation, Answered& answered) {
  const AnswerKey key = answer_key(head);
  KeptFacts facts{.endpoint = operation.endpoint, .all_entries = {}};
  const bool is_all = answered.response.fields.find("Link").empty();
  if (is_all) facts.all_entries = answered.entries;
  // Cut before the count was reached, and so by its size: of these there would be one for each
  // count, which the Link repeats.
  if (key.count && !is_all && answered.entries < *key.count) return;
  std::string name = key.count && !is_all ? key.of_page() : key.text;
  answers_.put(version, std::move(name), answered.response, facts);
}

std::optional<http::Response> Plane::answer_now(const http::RequestHead& head, std::string_view) {
  if (!is_reading(head)) return std::nullopt;
  const auto version = services_.metadata.version();
  const auto known = version ? find_kept(*version, head) : nullptr;
  if (known == nullptr || !answers(head, known->facts.endpoint)) return std::nullopt;
  const auto caller = services_.authenticator.recall(head.field("Authorization"));
  if (!caller) return std::nullopt;
  if (*caller) auth::note_caller(head, **caller);
  return make_conditional(head, known->response);
}

// All that reads is brief, but for HEAD of a blob, which may have the blob held for who pushes, by
// a commit, for the state of an upload, which others may be changing, and for a list of referrers,
// of which there may be 4 MiB.
http::Effort Plane::effort(const http::RequestHead& head) const {
  const bool is_head = head.method == http::Method::head;
  if (!is_head && head.method != http::Method::get) return http::Effort::may_wait;
  const std::optional<Route> route = find_route(head.path);
  const bool may_wait =
      route && (route->endpoint == Endpoint::upload || route->endpoint == Endpoint::referrers ||
                (route->endpoint == Endpoint::blob && is_head));
  return may_wait ? http::Effort::may_wait : http::Effort::brief;
}

http::Response Plane::handle(const http::RequestHead& head, std::string_view body) {
  const auto version = services_.metadata.version();
  auto snapshot = is_reading(head) ? services_.metadata.snapshot() : nullptr;
  auto admitted = admit(head, body);
  if (auto* answered = std::get_if<http::Response>(&admitted)) return std::move(*answered);
  const auto& [operation, request] = std::get<Admitted>(admitted);
  if (!is_of_metadata(operation->endpoint)) snapshot.reset();
  auto answer = std::get<AnswerFunction>(operation->run)(request, body);
  if (!answer) return to_response(answer.error(), request.origin);
  const bool is_current = version && version == services_.metadata.version();
  if (is_current && is_lasting(*operation, answer->response)) {
    keep(*version, head, *operation, *answer);
  }
  return make_conditional(head, std::move(answer->response));
}

std::variant<http::Response, std::unique_ptr<http::BodySink>> Plane::open(
    const http::RequestHead& head) {
  auto version = services_.metadata.version();
  auto admitted = admit(head);
  if (auto* answered = std::get_if<http::Response>(&admitted)) return std::move(*answered);
  const auto& [operation, request] = std::get<Admitted>(admitted);
  if (std::holds_alternative<AnswerFunction>(operation->run)) {
    const std::string access_key_id = request.caller ? request.caller->access_key_id : "";
    return plane::gather_body(*this, head, operation->max_body_bytes, body_room_, access_key_id);
  }
  auto opened = std::get<OpenFunction>(operation->run)(request);
  if (!opened) return to_response(opened.error(), request.origin);
  auto* sink = std::get_if<BodySinkPtr>(&*opened);
  if (sink == nullptr) return *std::move(opened);
  if (request.circumstances.decided) version.reset();
  return std::make_unique<ReadmittedSink>(*this, head, version, std::move(*sink));
}

http::Response Plane::too_large(const http::RequestHead& head, std::uint64_t limit_bytes) {
  return to_response(
      {.code = ErrorCode::body_too_large, .reason = std::to_string(limit_bytes) + " bytes"},
      plane::origin_of(head, config_.public_host));
}

http::Response Plane::refused(const http::RequestHead&, const http::Refusal& refusal) {
  return to_response(to_wire_error(refusal));
}

http::Response Plane::failed(const http::RequestHead&) {
  if (is_out_of_room(std::current_exception())) return no_room();
  return to_response({.status = 500, .code = "UNKNOWN", .message = "Internal server error"});
}

}  // namespace berth::oci
