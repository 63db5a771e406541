#include "oci/exchange.h"

#include <algorithm>

namespace berth::oci {
namespace {

struct FullName {
  RegistryAlias alias;
  RepositoryName repository;
};

// The real service speaks of a registry by its alias here.
Failure not_found(const Route& route) {
  return fail({.code = ErrorCode::repository_not_found,
               .registry = route.alias,
               .repository = route.repository});
}

Result<FullName> parse_name(const Route& route) {
  // "localhost:5000/app" names no repository: an image is <alias>/<repository>.
  if (route.repository.empty()) return not_found(route);
  auto alias = RegistryAlias::parse(route.alias);
  if (!alias) return fail(std::move(alias.error()));
  auto repository = RepositoryName::parse(route.repository);
  if (!repository) return fail(std::move(repository.error()));
  return FullName{.alias = *std::move(alias), .repository = *std::move(repository)};
}

Result<Repository> create_for(const Exchange& exchange, const Principal& principal,
                              const FullName& name) {
  MetadataStore& metadata = exchange.services.metadata;
  const auto registry = metadata.find_registry(principal.registry);
  if (!registry || registry->alias != name.alias) return not_found(exchange.route);
  auto created =
      metadata.create_repository(registry->id, name.repository, exchange.services.clock.now());
  if (!created && created.error().code == ErrorCode::repository_already_exists) {
    // Two first pushes at one time: one of them creates it for both.
    return find_repository(exchange);
  }
  return created;
}

}  // namespace

Result<Repository> find_repository(const Exchange& exchange) {
  auto name = parse_name(exchange.route);
  if (!name) return fail(std::move(name.error()));
  auto repository = exchange.services.metadata.find_repository(name->alias, name->repository);
  if (!repository) return not_found(exchange.route);
  return *std::move(repository);
}

Result<PushTarget> find_push_target(const Exchange& exchange) {
  if (!exchange.caller) {
    return fail({.code = ErrorCode::unauthenticated, .reason = "Log in to push"});
  }
  const Principal& principal = *exchange.caller;
  auto repository = find_repository(exchange);
  if (!repository && repository.error().code == ErrorCode::repository_not_found &&
      !exchange.route.repository.empty() &&
      exchange.services.config.create_on_push == CreateOnPush::yes) {
    auto name = parse_name(exchange.route);
    if (!name) return fail(std::move(name.error()));
    repository = create_for(exchange, principal, *name);
  }
  if (!repository) return fail(std::move(repository.error()));
  if (repository->registry != principal.registry) {
    return fail({.code = ErrorCode::access_denied,
                 .reason = "Only the owner of the registry may push to it"});
  }
  return PushTarget{.repository = *std::move(repository), .principal = principal};
}

std::string base_url(const Services& services, const http::RequestHead& head) {
  const std::string_view scheme = head.scheme == http::Scheme::https ? "https" : "http";
  const std::string_view host = services.config.public_host.empty()
                                    ? head.field("Host")
                                    : std::string_view(services.config.public_host);
  return std::string(scheme).append("://").append(host);
}

std::string location(const Exchange& exchange, std::string_view kind, std::string_view reference) {
  return base_url(exchange.services, exchange.head)
      .append("/v2/")
      .append(exchange.route.alias)
      .append("/")
      .append(exchange.route.repository)
      .append("/")
      .append(kind)
      .append("/")
      .append(reference);
}

}  // namespace berth::oci
