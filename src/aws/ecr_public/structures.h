// Structures of the service model that more than one operation uses.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/shapes.h"
#include "aws/protocol/encoder.h"
#include "base/clock.h"
#include "registry/values/model.h"

namespace berth::aws {

struct RepositoryStructure {
  std::string repository_arn;
  std::string registry_id;
  std::string repository_name;
  std::string repository_uri;
  Timestamp created_at;

  static constexpr auto members() {
    using Self = RepositoryStructure;
    return std::tuple(optional("repositoryArn", &Self::repository_arn, shapes::arn),
                      optional("registryId", &Self::registry_id, shapes::registry_id),
                      optional("repositoryName", &Self::repository_name, shapes::repository_name),
                      optional("repositoryUri", &Self::repository_uri, shapes::url),
                      optional("createdAt", &Self::created_at, shapes::creation_timestamp));
  }
};

struct ImageIdentifier {
  std::optional<std::string> image_digest;
  std::optional<std::string> image_tag;

  static constexpr auto members() {
    using Self = ImageIdentifier;
    return std::tuple(optional("imageDigest", &Self::image_digest, shapes::image_digest),
                      optional("imageTag", &Self::image_tag, shapes::image_tag));
  }
};

struct TagStructure {
  std::optional<std::string> key;
  std::optional<std::string> value;

  static constexpr auto members() {
    return std::tuple(optional("Key", &TagStructure::key, shapes::tag_key),
                      optional("Value", &TagStructure::value, shapes::tag_value));
  }
};

struct RepositoryCatalogDataInput {
  std::optional<std::string> description;
  std::vector<std::string> architectures;
  std::vector<std::string> operating_systems;
  std::optional<std::string> logo_image_blob;
  std::optional<std::string> about_text;
  std::optional<std::string> usage_text;

  static constexpr auto members() {
    using Self = RepositoryCatalogDataInput;
    return std::tuple(
        optional("description", &Self::description, shapes::repository_description),
        optional("architectures", &Self::architectures, shapes::architecture_list),
        optional("operatingSystems", &Self::operating_systems, shapes::operating_system_list),
        optional("logoImageBlob", &Self::logo_image_blob, shapes::logo_image_blob),
        optional("aboutText", &Self::about_text, shapes::about_text),
        optional("usageText", &Self::usage_text, shapes::usage_text));
  }
};

struct RepositoryCatalogDataStructure {
  std::optional<std::string> description;
  std::optional<std::vector<std::string>> architectures;
  std::optional<std::vector<std::string>> operating_systems;
  std::optional<std::string> logo_url;
  std::optional<std::string> about_text;
  std::optional<std::string> usage_text;
  std::optional<bool> marketplace_certified;  // nothing here is ever certified: always absent

  static constexpr auto members() {
    using Self = RepositoryCatalogDataStructure;
    return std::tuple(
        optional("description", &Self::description, shapes::repository_description),
        optional("architectures", &Self::architectures, shapes::architecture_list),
        optional("operatingSystems", &Self::operating_systems, shapes::operating_system_list),
        optional("logoUrl", &Self::logo_url, shapes::resource_url),
        optional("aboutText", &Self::about_text, shapes::about_text),
        optional("usageText", &Self::usage_text, shapes::usage_text),
        optional("marketplaceCertified", &Self::marketplace_certified,
                 shapes::marketplace_certified));
  }
};

// The response of every operation on the policy of a repository.
struct RepositoryPolicyStructure {
  std::string registry_id;
  std::string repository_name;
  std::string policy_text;

  static constexpr auto members() {
    using Self = RepositoryPolicyStructure;
    return std::tuple(optional("registryId", &Self::registry_id, shapes::registry_id),
                      optional("repositoryName", &Self::repository_name, shapes::repository_name),
                      optional("policyText", &Self::policy_text, shapes::repository_policy_text));
  }
};

struct RegistryCatalogDataStructure {
  std::optional<std::string> display_name;

  static constexpr auto members() {
    return std::tuple(optional("displayName", &RegistryCatalogDataStructure::display_name,
                               shapes::registry_display_name));
  }
};

// "localhost:5000/acme"
std::string registry_uri(const Context& context, const RegistryAlias& alias);

RepositoryStructure describe(const Context& context, const Repository& repository);
RepositoryCatalogDataStructure describe(const Context& context, CatalogData data);
RepositoryPolicyStructure describe_policy(const Repository& repository, std::string text);

// The catalog data of a request, ready to be stored.
struct NewCatalogData {
  CatalogData data;
  std::string logo;  // a PNG; empty: none
};
// logo_invalid
Result<NewCatalogData> read_catalog_data(const RepositoryCatalogDataInput& input);
// InvalidTagParameterException for a tag without key or value, a reserved key, or a key given
// twice; too_many_resource_tags.
Outcome<std::vector<ResourceTag>> read_resource_tags(const std::vector<TagStructure>& input);
// InvalidTagParameterException for a reserved key.
Outcome<void> check_resource_tag_keys(const std::vector<std::string>& keys);

}  // namespace berth::aws
