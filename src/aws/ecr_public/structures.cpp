#include "aws/ecr_public/structures.h"

#include <algorithm>

#include "aws/ecr_public/access.h"
#include "aws/ecr_public/messages.h"
#include "base/crypto.h"
#include "registry/rules/quotas.h"
#include "registry/values/arn.h"
#include "registry/values/logo.h"

namespace berth::aws {
namespace {

// "Tag keys ... cannot begin with aws:, as this is reserved for AWS use."
constexpr std::string_view kReservedPrefix = "aws:";

// Clients send "" for members that they do not mean to set.
std::optional<std::string> said(const std::optional<std::string>& text) {
  return text && !text->empty() ? text : std::nullopt;
}

std::optional<std::vector<std::string>> unless_empty(std::vector<std::string> list) {
  if (list.empty()) return std::nullopt;
  return list;
}

std::unexpected<Refusal> invalid_tag(std::string message) {
  return std::unexpected(
      Refusal(ServiceError{exceptions::invalid_tag_parameter, std::move(message)}));
}

Outcome<void> check_key(const std::string& key) {
  if (!key.starts_with(kReservedPrefix)) return {};
  return invalid_tag(messages::reserved_key(key));
}

}  // namespace

std::string registry_uri(const Context& context, const RegistryAlias& alias) {
  std::string uri(context.origin.host);
  if (!uri.empty()) uri += '/';
  return uri.append(alias.text());
}

RepositoryStructure describe(const Context& context, const Repository& repository) {
  const std::string& name = repository.name.text();
  return {.repository_arn = repository_arn(repository.registry, name),
          .registry_id = repository.registry.text(),
          .repository_name = name,
          .repository_uri = registry_uri(context, repository.alias) + '/' + name,
          .created_at = repository.created_at};
}

RepositoryCatalogDataStructure describe(const Context& context, CatalogData data) {
  RepositoryCatalogDataStructure out{
      .description = std::move(data.description),
      .architectures = unless_empty(std::move(data.architectures)),
      .operating_systems = unless_empty(std::move(data.operating_systems)),
      .logo_url = std::nullopt,
      .about_text = std::move(data.about_text),
      .usage_text = std::move(data.usage_text),
      .marketplace_certified = std::nullopt};
  if (data.logo_id) out.logo_url = make_url(context.origin, logo_path(*data.logo_id));
  return out;
}

RepositoryPolicyStructure describe_policy(const Repository& repository, std::string text) {
  return {.registry_id = repository.registry.text(),
          .repository_name = repository.name.text(),
          .policy_text = std::move(text)};
}

Result<NewCatalogData> read_catalog_data(const RepositoryCatalogDataInput& input) {
  NewCatalogData out{.data = {.description = said(input.description),
                              .architectures = input.architectures,
                              .operating_systems = input.operating_systems,
                              .about_text = said(input.about_text),
                              .usage_text = said(input.usage_text),
                              .logo_id = std::nullopt},
                     .logo = input.logo_image_blob.value_or("")};
  if (out.logo.empty()) return out;
  if (auto checked = check_logo(out.logo); !checked) return failure_of(checked);
  out.data.logo_id = sha256_hex(out.logo);
  return out;
}

Outcome<std::vector<ResourceTag>> read_resource_tags(const std::vector<TagStructure>& input) {
  std::vector<ResourceTag> tags;
  for (const TagStructure& tag : input) {
    if (!tag.key || !tag.value) return invalid_tag(std::string(messages::kIncompleteTag));
    if (auto checked = check_key(*tag.key); !checked) return failure_of(checked);
    if (std::ranges::find(tags, *tag.key, &ResourceTag::key) != tags.end()) {
      return invalid_tag(messages::repeated_key(*tag.key));
    }
    tags.push_back({.key = *tag.key, .value = *tag.value});
  }
  if (tags.size() > kMaxResourceTags) return too_many_resource_tags();
  return tags;
}

Outcome<void> check_resource_tag_keys(const std::vector<std::string>& keys) {
  for (const std::string& key : keys) {
    if (auto checked = check_key(key); !checked) return checked;
  }
  return {};
}

}  // namespace berth::aws
