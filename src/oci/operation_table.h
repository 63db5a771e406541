// Every operation of the plane: its name, endpoint and method, the action to authorize, and its
// function.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>

#include "http/handler.h"
#include "oci/access.h"
#include "oci/request.h"
#include "oci/route.h"

namespace berth::oci {

using AnswerFunction = Answer (*)(const Request& request, std::string_view body);
using OpenFunction = Opened (*)(const Request& request);  // the body streams into what it returns

struct Operation {
  std::string_view name;  // "GetManifest": for the log
  Endpoint endpoint;
  http::Method method;
  std::string_view action;  // one of action::
  // monostate: not about a repository; the plane itself answers.
  std::variant<std::monostate, AnswerFunction, OpenFunction> run = {};
  std::uint64_t max_body_bytes = http::kMaxIgnoredBodyBytes;
};

// All of them.
std::span<const Operation> operations();
// Its place among all.
std::uint8_t row_of(const Operation& operation);
// Null: the endpoint does not have that method.
const Operation* find_operation(Endpoint endpoint, http::Method method);

// PUT, PATCH and POST: their bodies are read and add to what is stored.
bool brings_content(http::Method method);

// The value of Allow: "GET, HEAD, OPTIONS".
std::string allowed_methods(Endpoint endpoint);

}  // namespace berth::oci
