// Bodies of forms: application/x-www-form-urlencoded (WHATWG URL section 5).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "http/query.h"

namespace berth::http {

// Whether Content-Type declares a form, whatever its case and its parameters.
bool is_form(const RequestHead& head);

// The decoded parameters of a form. Unlike in a query, '+' is a space. Parameters that cannot be
// decoded are left out. The caller bounds the size of the body.
class Form {
 public:
  explicit Form(std::string_view body);

  // The value of the parameter of that name. nullopt if it is missing, empty or repeated (RFC 6749
  // section 3.2: a parameter is given at most once, and an empty one is treated as omitted).
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;

 private:
  std::vector<QueryParameter> parameters_;
};

}  // namespace berth::http
