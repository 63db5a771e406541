#include "aws/ecr_public/patterns.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/entropy.h"

namespace berth::aws::patterns {
namespace {

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
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
bool is_layer_digest(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos || colon + 1 == text.size()) return false;
  const auto is_algorithm_character = [](char c) {
    return is_alphanumeric(c) || std::string_view("-_+.").contains(c);
  };
  return std::ranges::all_of(text.substr(0, colon), is_algorithm_character) &&
         std::ranges::all_of(text.substr(colon + 1), is_hex_digit);
}
bool is_upload_id(std::string_view text) {
  return is_uuid(text);
}

}  // namespace berth::aws::patterns
