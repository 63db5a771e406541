// The errors of the AWS Query protocol, and their form.
// docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
#pragma once

#include <string>
#include <string_view>

#include "auth/signature_header.h"
#include "http/message.h"

namespace berth::sts {

inline constexpr std::string_view kApiVersion = "2011-06-15";
inline constexpr std::string_view kNamespace = "https://sts.amazonaws.com/doc/2011-06-15/";

struct ServiceError {
  unsigned status;
  std::string_view code;  // "InvalidAction". Lives for ever
  std::string message;    // may hold any bytes
};

ServiceError to_service_error(const auth::SignatureError& error);

// `request_id`: as in http::RequestHead.
http::Response to_response(const ServiceError& error, std::string_view request_id);
// 200 with this XML.
http::Response to_response(std::string xml);

}  // namespace berth::sts
