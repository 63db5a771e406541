// Bodies of forms: application/x-www-form-urlencoded (WHATWG URL section 5).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "http/query.h"

namespace berth::http {

// Whether the body is said to be a form: Content-Type, whatever its case and its parameters.
bool is_form(const RequestHead& head);

// Parameters of a form, decoded: other than in a query, '+' is a space. What cannot be decoded is
// left out. The size of the body is the caller's to bound.
class Form {
 public:
  explicit Form(std::string_view body);

  // The value of the parameter of that name. nullopt: there is none, or it is empty, or there are
  // several, of which none counts (RFC 6749 section 3.2: each is given once, and an empty one is
  // omitted).
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;

 private:
  std::vector<QueryParameter> parameters_;
};

}  // namespace berth::http
