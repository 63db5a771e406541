#include "aws/protocol/service_error.h"

#include <utility>

namespace berth::aws {
namespace {

ErrorType type_of(const http::Refusal& refusal) {
  switch (refusal.status) {
    case 408:
      return exceptions::request_timeout;
    case 413:
      return exceptions::request_entity_too_large;
    case 429:
      return exceptions::throttling;
    case 503:
      return exceptions::service_unavailable;
    default:
      return exceptions::malformed_http_request;
  }
}

}  // namespace

http::Response to_response(const ServiceError& error) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.key("__type");
  writer.string(error.type.name);
  writer.key("message");
  writer.string(error.message);
  if (error.write_more) error.write_more(writer);
  writer.end_object();
  http::Response response = to_response(std::move(body));
  response.status = error.type.status;
  response.error_code = error.type.name;
  // botocore reads only the body; other SDKs may prefer the header.
  response.fields.add("x-amzn-ErrorType", error.type.name);
  return response;
}

http::Response to_response(const http::Refusal& refusal) {
  http::Response response =
      to_response(ServiceError{type_of(refusal), std::string(refusal.reason)});
  response.status = refusal.status;
  return response;
}

http::Response to_response(std::string json) {
  http::Response response;
  response.fields.add("Content-Type", "application/x-amz-json-1.1");
  response.body = std::move(json);
  return response;
}

}  // namespace berth::aws
