// A call of the gallery API: the members of its request, and what it is refused with.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"
#include "json/value.h"
#include "registry/values/error.h"

namespace berth::gallery {

// What a call is refused with.
struct Fault {
  unsigned status = 400;
  std::string_view type;
  std::string message;
};
template <typename T>
using Outcome = std::expected<T, Fault>;

// InvalidParameterException
std::unexpected<Fault> invalid(std::string message);
http::Response to_response(const Fault& fault);
// In the words of the ecr-public API: of repository_not_found, or registry_not_found.
Fault fault_of(const Error& error);

// The members of a request.
class Request {
 public:
  explicit Request(json::Object object) : object_(object) {}

  // nullopt: missing, null or empty.
  [[nodiscard]] Outcome<std::optional<std::string_view>> text(std::string_view name) const;
  [[nodiscard]] Outcome<std::string_view> required(std::string_view name) const;
  // Elements per page.
  [[nodiscard]] Outcome<std::size_t> max_results() const;

 private:
  json::Object object_;
};

}  // namespace berth::gallery
