#include "oci/advice.h"

#include "base/excerpt.h"
#include "oci/access.h"

namespace berth::oci {
namespace {

constexpr std::string_view kNamesBeginWithAnAlias =
    "the name of each begins with the alias of its registry, ALIAS/REPOSITORY";

bool is_push(std::string_view action) {
  return action == action::kInitiateUpload || action == action::kPutImage;
}

// Advice for a name without an alias.
std::string where_to_push(const Error& error, const RefusedRequest& request) {
  std::string advice(kNamesBeginWithAnAlias);
  const auto own = request.caller && is_push(request.action)
                       ? request.accounts.find_registry(request.caller->registry)
                       : std::nullopt;
  if (!own || request.host.empty()) return advice;
  advice.append("; push to ").append(request.host).append(1, '/').append(own->alias.text());
  return advice.append(1, '/').append(excerpt(error.repository));
}

// Advice for a name with an alias.
std::string what_is_missing(const Error& error, const RefusedRequest& request) {
  const auto alias = RegistryAlias::parse(error.registry);
  if (!request.caller || !alias) return {};
  const auto registry = request.accounts.find_registry(*alias);
  if (!registry) return "there is no registry '" + excerpt(error.registry) + "'";
  if (!is_push(request.action) || registry->id != request.caller->registry) return {};
  return "create it (aws ecr-public create-repository --repository-name " +
         excerpt(error.repository) + ") or serve --create-on-push";
}

}  // namespace

Error advised(Error error, const RefusedRequest& request) {
  if (error.code != ErrorCode::repository_not_found) return error;
  error.reason =
      error.registry.empty() ? where_to_push(error, request) : what_is_missing(error, request);
  return error;
}

}  // namespace berth::oci
