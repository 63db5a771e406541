#include "gallery/api_request.h"

#include "json/writer.h"

namespace berth::gallery {
namespace {

// As in the ecr-public API (shape MaxResults).
constexpr std::int64_t kMaxResults = 1000;
constexpr std::int64_t kDefaultResults = 100;

}  // namespace

std::unexpected<Fault> invalid(std::string message) {
  return std::unexpected(Fault{.type = "InvalidParameterException", .message = std::move(message)});
}

http::Response to_response(const Fault& fault) {
  std::string body;
  json::Writer out(body);
  out.begin_object();
  out.key("__type");
  out.string(fault.type);
  out.key("message");
  out.string(fault.message);
  out.end_object();
  http::Response response;
  response.status = fault.status;
  response.fields.add("Content-Type", "application/json");
  response.body = std::move(body);
  response.error_code = fault.type;
  return response;
}

Fault fault_of(const Error& error) {
  if (error.code == ErrorCode::repository_not_found) {
    return {.type = "RepositoryNotFoundException",
            .message = "The repository with name '" + error.repository +
                       "' does not exist in the registry with id '" + error.registry + "'"};
  }
  return {.type = "RegistryNotFoundException",
          .message = "The registry with name '" + error.registry + "' does not exist"};
}

Outcome<std::optional<std::string_view>> Request::text(std::string_view name) const {
  const auto member = object_.find(name);
  if (!member || member->is_null()) return std::nullopt;
  const auto text = member->if_string();
  if (!text) return invalid(std::string(name) + " must be a string");
  if (text->empty()) return std::nullopt;
  return *text;
}

Outcome<std::string_view> Request::required(std::string_view name) const {
  const auto given = text(name);
  if (!given) return failure_of(given);
  if (!*given) return invalid(std::string(name) + " is missing");
  return **given;
}

Outcome<std::size_t> Request::max_results() const {
  const auto member = object_.find("maxResults");
  if (!member || member->is_null()) return std::size_t{kDefaultResults};
  const auto number = member->if_whole();
  if (!number || *number < 1 || *number > kMaxResults) {
    return invalid("maxResults must be a number from 1 to 1000");
  }
  return static_cast<std::size_t>(*number);
}

}  // namespace berth::gallery
