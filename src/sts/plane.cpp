#include "sts/plane.h"

#include "base/excerpt.h"
#include "http/form.h"
#include "http/host.h"
#include "http/query.h"
#include "http/refusal.h"
#include "sts/operation_table.h"
#include "sts/xml.h"

namespace berth::sts {
namespace {

constexpr std::string_view kSigningName = "sts";  // of the service model

std::unexpected<ServiceError> refuse(unsigned status, std::string_view code, std::string message) {
  return std::unexpected(ServiceError{status, code, std::move(message)});
}

std::string response_of(const Operation& operation, std::string_view result,
                        std::string_view request_id) {
  const std::string name(operation.name);
  std::string xml =
      '<' + name + "Response xmlns=\"" + std::string(kNamespace) + "\"><" + name + "Result>";
  xml.append(result).append("</").append(name).append("Result><ResponseMetadata>");
  append_element(xml, "RequestId", request_id);
  return xml.append("</ResponseMetadata></").append(name).append("Response>");
}

std::string_view code_of(const http::Refusal& refusal) {
  switch (refusal.status) {
    case 408:
      return "RequestTimeout";
    case 429:
      return "Throttling";
    case 503:
      return "ServiceUnavailable";
    default:
      return "MalformedInput";
  }
}

}  // namespace

bool is_call(const http::RequestHead& head) {
  if (!http::is_root(head.path)) return false;
  if (head.method == http::Method::post) {
    return head.field_count("X-Amz-Target") == 0 && http::is_form(head);
  }
  const bool is_read = head.method == http::Method::get || head.method == http::Method::head;
  return is_read && !head.query.empty() && http::query_parameter(head.query, "Action");
}

http::BodyPlan Plane::plan(const http::RequestHead&) const {
  return http::WholeBody{kMaxRequestBytes};
}

http::Response Plane::handle(const http::RequestHead& head, std::string_view body) {
  auto answered = answer(head, body);
  return answered ? *std::move(answered) : to_response(answered.error(), head.request_id);
}

std::expected<http::Response, ServiceError> Plane::answer(const http::RequestHead& head,
                                                          std::string_view body) const {
  // A presigned URL is a proof of identity that can be handed on: to be taken for one it would have
  // to be answered, and nothing here needs it.
  if (head.method != http::Method::post) {
    return refuse(403, "MissingAuthenticationToken",
                  "Request is missing Authentication Token: calls are forms, posted and signed in "
                  "the Authorization header");
  }
  const http::Form form(body);
  const auto action = form.find("Action");
  if (!action) return refuse(400, "MissingAction", "The request has no Action");
  const std::string_view version = form.find("Version").value_or(kApiVersion);
  const Operation* operation = version == kApiVersion ? find_operation(*action) : nullptr;
  if (operation == nullptr) {
    return refuse(
        400, "InvalidAction",
        "Could not find operation " + excerpt(*action) + " for version " + excerpt(version));
  }
  head.notes.operation = operation->name;
  auto caller = services_.authenticator.verify_signature(head, body, kSigningName);
  if (!caller) {
    services_.authenticator.note_claim(head);
    return std::unexpected(to_service_error(caller.error()));
  }
  auth::note_caller(head, *caller);
  const std::string result = operation->run({.services = services_, .caller = *caller});
  return to_response(response_of(*operation, result, head.request_id));
}

// Every plan is for the whole body.
std::variant<http::Response, std::unique_ptr<http::BodySink>> Plane::open(
    const http::RequestHead& head) {
  return handle(head, {});
}

http::Response Plane::too_large(const http::RequestHead& head, std::uint64_t limit_bytes) {
  return to_response(
      {413, "RequestEntityTooLarge",
       "The request is larger than the limit of " + std::to_string(limit_bytes) + " bytes"},
      head.request_id);
}

http::Response Plane::refused(const http::RequestHead& head, const http::Refusal& refusal) {
  return to_response({refusal.status, code_of(refusal), std::string(refusal.reason)},
                     head.request_id);
}

http::Response Plane::failed(const http::RequestHead& head) {
  return to_response({500, "InternalFailure", "The request failed for a reason of the server's"},
                     head.request_id);
}

}  // namespace berth::sts
