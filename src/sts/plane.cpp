#include "sts/plane.h"

#include <expected>

#include "base/excerpt.h"
#include "http/form.h"
#include "http/host.h"
#include "http/query.h"
#include "http/refusal.h"
#include "sts/error.h"
#include "sts/operation_table.h"
#include "sts/xml.h"

namespace berth::sts {
namespace {

constexpr std::string_view kSigningName = "sts";  // from the service model

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

class Exchange final : public http::Exchange {
 public:
  Exchange(const plane::Services& services, const http::RequestHead& head)
      : http::Exchange(head), services_(services) {
    edit_notes().row.api = http::Api::sts;
  }

  http::BodyPlan plan() override { return http::WholeBody{kMaxRequestBytes}; }
  http::Response answer(std::string_view body) override {
    auto answered = run(body);
    return answered ? *std::move(answered) : say(answered.error());
  }
  // Every plan reads the whole body.
  std::variant<http::Response, std::unique_ptr<http::BodySink>> open() override {
    return answer({});
  }
  http::Response too_large(std::uint64_t limit_bytes) override {
    return say(
        {413, "RequestEntityTooLarge",
         "The request is larger than the limit of " + std::to_string(limit_bytes) + " bytes"});
  }
  http::Response refused(const http::Refusal& refusal) override {
    return say({refusal.status, code_of(refusal), std::string(refusal.reason)});
  }
  http::Response failed() override {
    return say({500, "InternalFailure", "The request failed for a reason of the server's"});
  }

 private:
  [[nodiscard]] http::Response say(const ServiceError& error) const {
    return to_response(error, head().request_id);
  }
  [[nodiscard]] std::expected<http::Response, ServiceError> run(std::string_view body);

  const plane::Services& services_;
};

std::expected<http::Response, ServiceError> Exchange::run(std::string_view body) {
  // A presigned URL is a proof of identity that can be passed on. It would work as one only if it
  // were answered, and nothing here needs that.
  if (head().method != http::Method::post) {
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
  edit_notes().operation = operation->name;
  edit_notes().row.row = row_of(*operation);
  auth::SignedRequest signature(head(), kSigningName);
  const auto reader = services_.metadata.reader();
  auto caller = services_.authenticator.verify_signature(*reader, signature, body);
  if (!caller) {
    services_.authenticator.count(caller.error());
    services_.authenticator.note_claim(edit_notes(), head().field("Authorization"));
    return std::unexpected(to_service_error(caller.error()));
  }
  auth::note_caller(edit_notes(), **caller);
  const std::string result = operation->run({.services = services_, .caller = **caller});
  return to_response(response_of(*operation, result, head().request_id));
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

std::unique_ptr<http::Exchange> Plane::begin(const http::RequestHead& head) {
  return std::make_unique<Exchange>(services_, head);
}

}  // namespace berth::sts
