// Errors in the format of OCI Distribution 1.1 ("Error Codes"):
//   {"errors":[{"code":"MANIFEST_UNKNOWN","message":"Requested image not found"}]}
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.h"
#include "http/refusal.h"
#include "plane/origin.h"
#include "registry/values/error.h"

namespace berth::oci {

struct WireError {
  unsigned status = 500;
  std::string_view code;  // lives for ever
  std::string message;
  std::string detail = {};          // empty: none
  std::uint64_t retry_after_s = 0;  // Retry-After; 0: none
  std::string_view allow = {};      // Allow; empty: none. Lives for ever
};

// The one place where the domain's errors become OCI's. Their sentences are in messages.h.
WireError to_wire_error(const Error& error);
// 401; `reason`: may be empty.
WireError not_authorized(std::string_view reason);
// Likewise for the refusals of the server itself.
WireError to_wire_error(const http::Refusal& refusal);

http::Response to_response(const WireError& error);
// Challenges the client to log in if the error is 401.
http::Response to_response(const WireError& error, const plane::Origin& origin);
http::Response to_response(const Error& error, const plane::Origin& origin);

}  // namespace berth::oci
