// The errors of the AWS JSON protocol, and their form.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "http/message.h"
#include "http/refusal.h"
#include "json/writer.h"

namespace berth::aws {

// What `__type` says, and the status that goes with it.
struct ErrorType {
  std::string_view name;  // lives for ever
  unsigned status = 400;

  bool operator==(const ErrorType&) const = default;
};

// Those that every service of AWS may answer, as far as Berth does. A service declares its own
// beside them, in this namespace.
namespace exceptions {

inline constexpr ErrorType access_denied{"AccessDeniedException"};
inline constexpr ErrorType incomplete_signature{"IncompleteSignatureException"};
inline constexpr ErrorType invalid_signature{"InvalidSignatureException"};
inline constexpr ErrorType malformed_http_request{"MalformedHttpRequestException"};
inline constexpr ErrorType missing_authentication_token{"MissingAuthenticationTokenException"};
inline constexpr ErrorType request_entity_too_large{"RequestEntityTooLargeException", 413};
inline constexpr ErrorType request_timeout{"RequestTimeoutException", 408};
inline constexpr ErrorType serialization{"SerializationException"};
inline constexpr ErrorType service_unavailable{"ServiceUnavailable", 503};
// SDKs wait and retry.
inline constexpr ErrorType throttling{"ThrottlingException"};
inline constexpr ErrorType unknown_operation{"UnknownOperationException"};
inline constexpr ErrorType unrecognized_client{"UnrecognizedClientException"};

}  // namespace exceptions

struct ServiceError {
  ErrorType type;
  std::string message;
  // Writes the members of the exception besides its message; null: it has none.
  std::function<void(json::Writer&)> write_more = {};
};

http::Response to_response(const ServiceError& error);
// Uses the status of the refusal, whatever status its error has.
http::Response to_response(const http::Refusal& refusal);
// 200 with this JSON text.
http::Response to_response(std::string json);

}  // namespace berth::aws
