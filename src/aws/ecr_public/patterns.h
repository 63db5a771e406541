// The regular expressions of the ecr-public service model, each with a function that matches it.
#pragma once

#include <string_view>

#include "aws/protocol/shape.h"
#include "registry/values/names.h"

namespace berth::aws::patterns {

bool is_registry_id(std::string_view text);
bool is_registry_alias_name(std::string_view text);
bool is_repository_name(std::string_view text);
bool is_base64(std::string_view text);
bool is_layer_digest(std::string_view text);
bool is_upload_id(std::string_view text);

inline constexpr Pattern registry_id{RegistryId::kPattern, is_registry_id};
inline constexpr Pattern registry_alias_name{RegistryAlias::kPattern, is_registry_alias_name};
inline constexpr Pattern repository_name{RepositoryName::kPattern, is_repository_name};
inline constexpr Pattern base64{"^\\S+$", is_base64};
inline constexpr Pattern layer_digest{"[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+", is_layer_digest};
inline constexpr Pattern upload_id{
    "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", is_upload_id};

}  // namespace berth::aws::patterns
