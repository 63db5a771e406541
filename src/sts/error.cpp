#include "sts/error.h"

#include <utility>

#include "plane/messages.h"
#include "sts/xml.h"

namespace berth::sts {
namespace {

constexpr unsigned kFirstServerStatus = 500;

}  // namespace

ServiceError to_service_error(const auth::SignatureError& error) {
  switch (error.fault()) {
    case auth::SignatureFault::missing:
      return {403, "MissingAuthenticationToken", "Request is missing Authentication Token"};
    case auth::SignatureFault::incomplete:
      return {400, "IncompleteSignature", plane::message_of(error)};
    case auth::SignatureFault::unknown_key:
      return {403, "InvalidClientTokenId", plane::message_of(error)};
    case auth::SignatureFault::expired:
    case auth::SignatureFault::mismatch:
      return {403, "SignatureDoesNotMatch", plane::message_of(error)};
  }
  std::unreachable();
}

http::Response to_response(const ServiceError& error, std::string_view request_id) {
  const std::string_view type = error.status < kFirstServerStatus ? "Sender" : "Receiver";
  std::string xml = "<ErrorResponse xmlns=\"" + std::string(kNamespace) + "\"><Error>";
  append_element(xml, "Type", type);
  append_element(xml, "Code", error.code);
  append_element(xml, "Message", error.message);
  xml += "</Error>";
  append_element(xml, "RequestId", request_id);
  xml += "</ErrorResponse>";
  http::Response response = to_response(std::move(xml));
  response.status = error.status;
  response.error_code = error.code;
  return response;
}

http::Response to_response(std::string xml) {
  http::Response response;
  response.fields.add("Content-Type", "text/xml");
  response.body = std::move(xml);
  return response;
}

}  // namespace berth::sts
