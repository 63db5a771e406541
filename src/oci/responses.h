// Answers in the form of OCI Distribution 1.1, and the one table from domain errors to its codes.
#pragma once

#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace berth::oci {

// A response with the headers that every answer of this plane has.
http::Response make_response(unsigned status);
http::Response make_json_response(unsigned status, std::string body);

// {"errors":[{"code":...,"message":...}]} ("Error Codes").
http::Response make_error(unsigned status, std::string_view code, std::string_view message);
// The status, code and message that `error` has in the table. unauthenticated has no challenge yet.
http::Response make_error(const Error& error);
// 405, with the methods that are allowed.
http::Response method_not_allowed(std::string_view allow);

}  // namespace berth::oci
