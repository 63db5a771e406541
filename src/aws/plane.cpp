#include "aws/plane.h"

#include <utility>

#include "aws/operation_table.h"
#include "json/reader.h"

namespace berth::aws {
namespace {

const OperationEntry* operation_of(const http::RequestHead& head) {
  const bool is_call = head.method == http::Method::post && head.path == "/" &&
                       head.field_count("x-amz-target") == 1;
  return is_call ? find_operation(head.field("x-amz-target")) : nullptr;
}

std::expected<boost::json::object, ServiceError> read_body(std::string_view body) {
  if (body.empty()) return boost::json::object();
  Result<boost::json::value> value = json::parse(body);
  if (!value) {
    return std::unexpected(
        ServiceError{WireError::serialization, "The request is not JSON: " + value.error().reason});
  }
  if (!value->is_object()) {
    return std::unexpected(
        ServiceError{WireError::serialization, "Unexpected token: the request must be an object"});
  }
  return std::move(value->as_object());
}

}  // namespace

Plane::Plane(MetadataStore& metadata, const auth::Authenticator& authenticator,
             const auth::KeyRing& keys, const Clock& clock, PlaneConfig config)
    : metadata_(metadata),
      authenticator_(authenticator),
      clock_(clock),
      next_tokens_(keys),
      config_(std::move(config)) {}

http::BodyPlan Plane::plan(const http::RequestHead&) const {
  return http::WholeBody{kMaxRequestBytes};
}

http::Response Plane::handle(const http::RequestHead& head, std::string_view body) {
  auto json = answer(head, body);
  return json ? to_response(*std::move(json)) : to_response(json.error());
}

std::expected<std::string, ServiceError> Plane::answer(const http::RequestHead& head,
                                                       std::string_view body) const {
  const OperationEntry* operation = operation_of(head);
  if (operation == nullptr) {
    return std::unexpected(ServiceError{WireError::unknown_operation, "Unknown operation"});
  }
  auto caller = authenticator_.verify_signature(head, body);
  if (!caller) return std::unexpected(to_service_error(caller.error()));
  const auto request = read_body(body);
  if (!request) return std::unexpected(request.error());
  const Context context{
      .metadata = metadata_,
      .authenticator = authenticator_,
      .next_tokens = next_tokens_,
      .clock = clock_,
      .operation = operation->name,
      .host = config_.public_host.empty() ? head.field("host") : config_.public_host,
      .caller = *std::move(caller)};
  return operation->invoke(context, *request);
}

// plan() never asks for a stream.
std::variant<http::Response, std::unique_ptr<http::BodySink>> Plane::open(
    const http::RequestHead& head) {
  return failed(head);
}

http::Response Plane::too_large(const http::RequestHead&, std::uint64_t limit_bytes) {
  return to_response(to_service_error(
      Error{.code = ErrorCode::body_too_large, .reason = std::to_string(limit_bytes) + " bytes"}));
}

http::Response Plane::failed(const http::RequestHead&) noexcept {
  return to_response({WireError::server, "These errors are associated with a server-side issue."});
}

}  // namespace berth::aws
