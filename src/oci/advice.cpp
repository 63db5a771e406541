#include "oci/advice.h"

#include "oci/access.h"
#include "oci/messages.h"

namespace berth::oci {
namespace {

bool is_push(std::string_view action) {
  return action == action::kInitiateUpload || action == action::kPutImage;
}

// Advice for a name without an alias.
std::string where_to_push(const Error& error, const RefusedRequest& request) {
  const auto own = request.caller && is_push(request.action)
                       ? request.accounts.find_registry(request.caller->registry)
                       : std::nullopt;
  if (!own || request.host.empty()) return std::string(messages::kNamesBeginWithAnAlias);
  return messages::push_to(request.host, own->alias.text(), error.repository);
}

// Advice for a name with an alias.
std::string what_is_missing(const Error& error, const RefusedRequest& request) {
  const auto alias = RegistryAlias::parse(error.registry);
  if (!request.caller || !alias) return {};
  const auto registry = request.accounts.find_registry(*alias);
  if (!registry) return messages::no_registry(error.registry);
  if (!is_push(request.action) || registry->id != request.caller->registry) return {};
  return messages::create_it(error.repository);
}

}  // namespace

std::string advice_on(const Error& error, const RefusedRequest& request) {
  if (error.code != ErrorCode::repository_not_found) return {};
  return error.registry.empty() ? where_to_push(error, request) : what_is_missing(error, request);
}

}  // namespace berth::oci
