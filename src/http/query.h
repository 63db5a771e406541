// The query of a request target (RFC 3986 section 3.4), as name=value pairs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace berth::http {

struct QueryParameter {
  std::string name;
  std::string value;

  bool operator==(const QueryParameter&) const = default;
};

// As sent.
struct RawParameter {
  std::string_view text;   // all of it
  std::string_view name;   // up to '='
  std::string_view value;  // after it
};

// Cuts the first parameter, and the '&' after it, off a query that is not empty.
RawParameter take_parameter(std::string_view& query);

// All parameters, decoded, in the order sent. '+' stands for itself: OCI clients escape spaces as
// %20. Parameters that cannot be decoded are left out; a name without '=' has an empty value.
std::vector<QueryParameter> query_parameters(std::string_view query);

// The value of the first parameter of that name; nullopt if there is none.
std::optional<std::string> query_parameter(std::string_view query, std::string_view name);

}  // namespace berth::http
