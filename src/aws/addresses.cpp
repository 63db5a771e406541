#include "aws/addresses.h"

namespace berth::aws {
namespace {

std::string arn_of(const RegistryId& registry) {
  return "arn:aws:ecr-public::" + registry.text() + ':';
}

}  // namespace

std::string repository_arn(const RegistryId& registry, std::string_view repository_name) {
  return (arn_of(registry) + "repository/").append(repository_name);
}

std::string registry_arn(const RegistryId& registry) {
  return arn_of(registry) + "registry/" + registry.text();
}

std::string registry_uri(std::string_view host, const RegistryAlias& alias) {
  return std::string(host).append(1, '/').append(alias.text());
}

RepositoryStructure describe(const Repository& repository, std::string_view host) {
  return {.repository_arn = repository_arn(repository.registry, repository.name.text()),
          .registry_id = repository.registry.text(),
          .repository_name = repository.name.text(),
          .repository_uri = registry_uri(host, repository.alias) + '/' + repository.name.text(),
          .created_at = repository.created_at};
}

}  // namespace berth::aws
