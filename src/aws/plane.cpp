#include "aws/plane.h"

#include <exception>
#include <utility>

#include "auth/signature_header.h"
#include "aws/request_notes.h"
#include "base/out_of_room.h"
#include "http/host.h"
#include "json/reader.h"

namespace berth::aws {
namespace {

constexpr std::string_view kSigningName = "ecr-public";  // of the service model

const OperationEntry* operation_of(const http::RequestHead& head) {
  const bool is_call = head.method == http::Method::post && http::is_root(head.path) &&
                       head.field_count("x-amz-target") == 1;
  return is_call ? find_operation(head.field("x-amz-target")) : nullptr;
}

// Declared by every operation, and SDKs try again.
ServiceError no_room() {
  return {WireError::server, std::string(plane::kNoRoom)};
}

// Of what is no operation. An endpoint with a path in it is a mistake that its user can mend.
http::Response no_operation(const http::RequestHead& head) {
  if (http::is_root(head.path)) {
    return to_response({WireError::unknown_operation, "Unknown operation"});
  }
  http::Response response = to_response(
      {WireError::unknown_operation, "The API is at /: the endpoint URL must have no path"});
  response.status = 404;
  return response;
}

// A listing that is asked for in few words. nullopt: nobody knows yet how many.
bool is_short(const OperationEntry* operation, std::optional<std::uint64_t> body_bytes) {
  return operation != nullptr && operation->answer == AnswerKind::of_store &&
         body_bytes.value_or(kMaxRequestBytes) <= kMaxBriefRequestBytes;
}

// An object. A body that is empty is one, too, and a byte order mark before it says nothing: "may
// ignore the presence of a byte order mark rather than treating it as an error" (RFC 8259 section
// 8.1).
std::expected<json::Document, ServiceError> read_body(std::string_view body) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (body.starts_with(kByteOrderMark)) body.remove_prefix(kByteOrderMark.size());
  Result<json::Document> document = json::parse(body.empty() ? "{}" : body);
  if (!document) {
    return std::unexpected(ServiceError{WireError::serialization,
                                        "The request is not JSON: " + document.error().reason});
  }
  if (!document->root().if_object()) {
    return std::unexpected(
        ServiceError{WireError::serialization, "Unexpected token: the request must be an object"});
  }
  return *std::move(document);
}

}  // namespace

Plane::Plane(const plane::Services& services, const auth::KeyRing& keys, plane::BodyRoom body_room,
             PlaneConfig config)
    : services_(services),
      body_room_(std::move(body_room)),
      next_tokens_(keys),
      config_(std::move(config)),
      answers_(kMaxAnswerCacheBytes, config_.answer_folder) {}

http::BodyPlan Plane::plan(const http::RequestHead& head) const {
  const bool is_small = head.content_length.value_or(0) <= kMaxStrangersRequestBytes &&
                        head.field("Transfer-Encoding").empty();
  if (is_small) return http::WholeBody{kMaxStrangersRequestBytes};
  return http::StreamedBody{};
}

std::string Plane::cache_key(const OperationEntry& operation, const Principal& caller,
                             const http::RequestHead& head, std::string_view body) const {
  const plane::Origin origin = plane::origin_of(head, config_.public_host);
  std::string key;
  // The body comes last, and nothing before it can hold a line feed.
  for (const std::string_view part :
       {operation.name, std::string_view(caller.registry.text()),
        std::string_view(caller.user_name), origin.scheme, origin.host}) {
    key.append(part).append(1, '\n');
  }
  return key.append(body);
}

std::optional<http::Response> Plane::answer_now(const http::RequestHead& head,
                                                std::string_view body) {
  const OperationEntry* operation = operation_of(head);
  if (!is_short(operation, body.size())) return std::nullopt;
  const auto version = services_.metadata.version();
  if (!version) return std::nullopt;
  const auto caller = services_.authenticator.recall_signer(head, body, kSigningName);
  if (!caller) return std::nullopt;
  const auto known = answers_.find(*version, cache_key(*operation, *caller, head, body));
  if (known == nullptr) return std::nullopt;
  head.notes.operation = operation->name;
  head.notes.resource = known->facts;
  auth::note_caller(head, *caller);
  return known->response;
}

http::Effort Plane::effort(const http::RequestHead& head) const {
  const OperationEntry* operation = operation_of(head);
  return is_short(operation, head.content_length) ? operation->effort : http::Effort::may_wait;
}

http::Response Plane::handle(const http::RequestHead& head, std::string_view body) {
  const OperationEntry* operation = operation_of(head);
  if (operation == nullptr) return no_operation(head);
  auto answered = answer(*operation, head, body);
  return answered ? *std::move(answered) : to_response(answered.error());
}

std::expected<http::Response, ServiceError> Plane::answer(const OperationEntry& operation,
                                                          const http::RequestHead& head,
                                                          std::string_view body) {
  head.notes.operation = operation.name;
  const bool is_of_store = operation.answer == AnswerKind::of_store;
  const auto version = services_.metadata.version();
  const auto snapshot = is_of_store ? services_.metadata.snapshot() : nullptr;
  auto caller = services_.authenticator.verify_signature(head, body, kSigningName);
  if (!caller) {
    services_.authenticator.note_claim(head);
    return std::unexpected(to_service_error(caller.error()));
  }
  auth::note_caller(head, *caller);
  const auto document = read_body(body);
  if (!document) return failure_of(document);
  const json::Object request = document->root().if_object().value();
  head.notes.resource = resource_of(request);
  // Listings, which may be answered from memory, change no image.
  if (!is_of_store) head.notes.images = images_of(request);
  if (operation.growth == Growth::adds && !plane::has_room(config_.has_room, body.size())) {
    return std::unexpected(no_room());
  }
  const plane::Origin origin = plane::origin_of(head, config_.public_host);
  const Context context{.services = services_,
                        .next_tokens = next_tokens_,
                        .operation = operation.name,
                        .origin = origin,
                        .notes = head.notes,
                        .caller = *std::move(caller),
                        .circumstances = auth::circumstances_of(head)};
  auto json = operation.invoke(context, request);
  if (!json) return failure_of(json);
  http::Response response = to_response(*std::move(json));
  const bool is_lasting = is_of_store && !context.circumstances.decided;
  if (is_lasting && version && version == services_.metadata.version()) {
    answers_.put(*version, cache_key(operation, context.caller, head, body), response,
                 head.notes.resource);
  }
  return response;
}

// Of what is not small: before the body comes, its sender has to name a key that there is. The
// signature is over the body, so it can be checked only then.
std::variant<http::Response, std::unique_ptr<http::BodySink>> Plane::open(
    const http::RequestHead& head) {
  const OperationEntry* operation = operation_of(head);
  if (operation == nullptr) return no_operation(head);
  head.notes.operation = operation->name;
  const bool is_large = operation->request_size == RequestSize::large;
  const std::uint64_t limit_bytes = is_large ? kMaxLargeRequestBytes : kMaxRequestBytes;
  if (head.content_length.value_or(0) > limit_bytes) return too_large(head, limit_bytes);
  services_.authenticator.note_claim(head);
  if (auto known = services_.authenticator.check_access_key(head, kSigningName); !known) {
    return to_response(to_service_error(known.error()));
  }
  const auto presented = auth::read_signature(head);
  const std::string_view access_key_id = presented ? presented->access_key_id : "";
  return plane::gather_body(*this, head, limit_bytes, body_room_, access_key_id);
}

http::Response Plane::too_large(const http::RequestHead&, std::uint64_t limit_bytes) {
  return to_response(to_service_error(
      Error{.code = ErrorCode::body_too_large, .reason = std::to_string(limit_bytes) + " bytes"}));
}

http::Response Plane::refused(const http::RequestHead&, const http::Refusal& refusal) {
  return to_response(refusal);
}

http::Response Plane::failed(const http::RequestHead&) {
  if (is_out_of_room(std::current_exception())) return to_response(no_room());
  return to_response({WireError::server, "These errors are associated with a server-side issue."});
}

}  // namespace berth::aws
