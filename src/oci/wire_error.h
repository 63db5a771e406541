// Errors in the format of OCI Distribution 1.1 ("Error Codes"):
//   {"errors":[{"code":"MANIFEST_UNKNOWN","message":"Requested image not found"}]}
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"
#include "http/refusal.h"
#include "plane/origin.h"

namespace berth::oci {

struct WireError {
  unsigned status = 500;
  std::string_view code;  // lives for ever
  std::string message;
  std::string detail = {};  // empty: none
};

// The one place where the domain's errors become OCI's.
WireError to_wire_error(const Error& error);
// Likewise for the refusals of the server itself.
WireError to_wire_error(const http::Refusal& refusal);

http::Response to_response(const WireError& error);
// Adds the fields that some errors need: the challenge of a 401, Allow of a 405, Retry-After.
http::Response to_response(const Error& error, const plane::Origin& origin);

}  // namespace berth::oci
