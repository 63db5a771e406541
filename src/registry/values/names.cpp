#include "registry/values/names.h"

#include <algorithm>
#include <cassert>

#include "base/crypto.h"
#include "base/encoding.h"

namespace berth {
namespace {

constexpr std::size_t kRegistryIdDigits = 12;
constexpr std::size_t kAlgorithmLength = 6;  // of "sha256", and of "sha512"

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower_or_digit(char c) {
  return is_lower(c) || is_digit(c);
}
bool is_separator(char c) {
  return c == '.' || c == '_' || c == '-';
}

// [a-z0-9]+(?:[._-][a-z0-9]+)*
bool is_name_component(std::string_view text) {
  bool separator_allowed = false;
  for (const char c : text) {
    if (is_lower_or_digit(c)) {
      separator_allowed = true;
    } else if (is_separator(c) && separator_allowed) {
      separator_allowed = false;
    } else {
      return false;
    }
  }
  return separator_allowed;
}

bool is_repository_name(std::string_view text) {
  for (;;) {
    const std::size_t slash = text.find('/');
    if (!is_name_component(text.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    text.remove_prefix(slash + 1);
  }
}

Failure invalid(NameKind name, NameFault fault, std::string_view text) {
  return fail({.code = ErrorCode::name_invalid,
               .facts = InvalidName{.name = name, .fault = fault, .text = std::string(text)}});
}

// The length first: it is what a person can see at once.
NameFault fault_of_length(std::string_view text, std::size_t min, std::size_t max) {
  if (text.size() < min) return NameFault::too_short;
  return text.size() > max ? NameFault::too_long : NameFault::wrong_form;
}

std::size_t hex_digits(HashAlgorithm algorithm) {
  return algorithm == HashAlgorithm::sha512 ? 128 : 64;
}

}  // namespace

Result<RegistryId> RegistryId::parse(std::string_view text) {
  if (text.size() != kRegistryIdDigits || !std::ranges::all_of(text, is_digit)) {
    return invalid(NameKind::registry_id,
                   fault_of_length(text, kRegistryIdDigits, kRegistryIdDigits), text);
  }
  return RegistryId(text);
}

Result<RegistryAlias> RegistryAlias::parse(std::string_view text) {
  const bool valid = text.size() >= kMinLength && text.size() <= kMaxLength && is_lower(text[0]) &&
                     !is_separator(text[1]) && is_name_component(text);
  if (!valid) {
    return invalid(NameKind::registry_alias, fault_of_length(text, kMinLength, kMaxLength), text);
  }
  return RegistryAlias(text);
}

Result<RepositoryName> RepositoryName::parse(std::string_view text) {
  const NameFault fault = fault_of_length(text, kMinLength, kMaxLength);
  if (fault != NameFault::wrong_form || !is_repository_name(text)) {
    return invalid(NameKind::repository, fault, text);
  }
  return RepositoryName(text);
}

Result<TagName> TagName::parse(std::string_view text) {
  const auto is_word = [](char c) { return is_lower_or_digit(c) || is_upper(c) || c == '_'; };
  const auto is_tag_character = [&](char c) { return is_word(c) || c == '.' || c == '-'; };
  const bool valid = !text.empty() && text.size() <= kMaxLength && is_word(text.front()) &&
                     std::ranges::all_of(text, is_tag_character);
  if (!valid) return invalid(NameKind::tag, fault_of_length(text, 1, kMaxLength), text);
  return TagName(text);
}

Result<Digest> Digest::parse(std::string_view text) {
  const auto is_lower_hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
  const std::size_t colon = text.find(':');
  const auto algorithm =
      colon == kAlgorithmLength ? parse_hash_algorithm(text.substr(0, colon)) : std::nullopt;
  const std::string_view hex = text.substr(algorithm ? colon + 1 : text.size());
  if (!algorithm || hex.size() != hex_digits(*algorithm) ||
      !std::ranges::all_of(hex, is_lower_hex)) {
    return fail({.code = ErrorCode::digest_invalid, .digest = std::string(text)});
  }
  return Digest(std::string(text));
}

Digest Digest::of(std::string_view content, HashAlgorithm algorithm) {
  if (algorithm == HashAlgorithm::sha256) return from_hex(algorithm, sha256_hex(content));
  Hash hash(algorithm);
  hash.update(content);
  return from_hex(algorithm, hash.hex());
}

Digest Digest::from_hex(HashAlgorithm algorithm, std::string_view hex) {
  assert(hex.size() == hex_digits(algorithm));
  return Digest(std::string(name_of(algorithm)).append(":").append(hex));
}

HashAlgorithm Digest::algorithm() const {
  return parse_hash_algorithm(std::string_view(text_).substr(0, kAlgorithmLength)).value();
}

std::string_view Digest::hex() const {
  return std::string_view(text_).substr(kAlgorithmLength + 1);
}

std::string_view name_of(HashAlgorithm algorithm) {
  return algorithm == HashAlgorithm::sha512 ? "sha512" : "sha256";
}

std::optional<HashAlgorithm> parse_hash_algorithm(std::string_view name) {
  if (name == "sha256") return HashAlgorithm::sha256;
  if (name == "sha512") return HashAlgorithm::sha512;
  return std::nullopt;
}

}  // namespace berth
