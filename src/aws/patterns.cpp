#include <algorithm>

#include "aws/shapes.h"

namespace berth::aws::patterns {
namespace {

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

}  // namespace

// The domain's parsers are the matchers: a name that passes here is one it accepts.
bool is_registry_id(std::string_view text) {
  return RegistryId::parse(text).has_value();
}
bool is_registry_alias_name(std::string_view text) {
  return RegistryAlias::parse(text).has_value();
}
bool is_repository_name(std::string_view text) {
  return RepositoryName::parse(text).has_value();
}
bool is_base64(std::string_view text) {
  return !text.empty() && std::ranges::none_of(text, is_space);
}

}  // namespace berth::aws::patterns
