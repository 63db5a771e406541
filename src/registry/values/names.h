// The names that clients write: parsed once at the edge, valid ever after. Each parse() returns
// name_invalid (digest_invalid for digests) and has no side effects. A kForm describes the kPattern
// beside it to people.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "registry/values/error.h"

namespace berth {

// A 12-digit AWS account id; each account has one registry (ecr-public shape RegistryId).
class RegistryId {
 public:
  static constexpr std::string_view kPattern = "[0-9]{12}";
  static constexpr std::string_view kForm = "12 digits";

  static Result<RegistryId> parse(std::string_view text);
  [[nodiscard]] const std::string& text() const { return text_; }
  auto operator<=>(const RegistryId&) const = default;

 private:
  explicit RegistryId(std::string_view text) : text_(text) {}
  std::string text_;
};

// A name under which a registry appears in image references, "p8v8e7e5" or "acme"
// (shape RegistryAliasName): 2 to 50 characters, [a-z][a-z0-9]+(?:[._-][a-z0-9]+)*
class RegistryAlias {
 public:
  static constexpr std::size_t kMinLength = 2;
  static constexpr std::size_t kMaxLength = 50;
  static constexpr std::string_view kPattern = "[a-z][a-z0-9]+(?:[._-][a-z0-9]+)*";
  static constexpr std::string_view kForm =
      "lower-case letters and digits, two or more from a letter on, in parts joined by . _ or -";

  static Result<RegistryAlias> parse(std::string_view text);
  [[nodiscard]] const std::string& text() const { return text_; }
  auto operator<=>(const RegistryAlias&) const = default;

 private:
  explicit RegistryAlias(std::string_view text) : text_(text) {}
  std::string text_;
};

// "project-a/nginx" (shape RepositoryName): 2 to 205 characters,
// (?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*
class RepositoryName {
 public:
  static constexpr std::size_t kMinLength = 2;
  static constexpr std::size_t kMaxLength = 205;
  static constexpr std::string_view kPattern =
      "(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*";
  static constexpr std::string_view kForm =
      "2 to 205 characters: lower-case letters and digits, in parts joined by . _ - or /";

  static Result<RepositoryName> parse(std::string_view text);
  [[nodiscard]] const std::string& text() const { return text_; }
  auto operator<=>(const RepositoryName&) const = default;

 private:
  explicit RepositoryName(std::string_view text) : text_(text) {}
  std::string text_;
};

// "v1.2" (OCI Distribution 1.1, "Pulling manifests").
class TagName {
 public:
  static constexpr std::size_t kMaxLength = 128;
  static constexpr std::string_view kPattern = "[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}";
  static constexpr std::string_view kForm =
      "1 to 128 letters, digits and characters of _.-, the first not . or -";

  static Result<TagName> parse(std::string_view text);
  [[nodiscard]] const std::string& text() const { return text_; }
  auto operator<=>(const TagName&) const = default;

 private:
  explicit TagName(std::string_view text) : text_(text) {}
  std::string text_;
};

// "sha256:<64 lower-case hexadecimal digits>", or "sha512:" and 128 of them: the registered
// algorithms of OCI Image 1.1, descriptor digests.
class Digest {
 public:
  static Result<Digest> parse(std::string_view text);
  static Digest of(std::string_view content, HashAlgorithm algorithm = HashAlgorithm::sha256);
  // `hex`: lower-case, as long as the algorithm's digests are (asserted).
  static Digest from_hex(HashAlgorithm algorithm, std::string_view hex);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] HashAlgorithm algorithm() const;
  [[nodiscard]] std::string_view hex() const;
  auto operator<=>(const Digest&) const = default;

 private:
  explicit Digest(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// "sha256" or "sha512", as in digests.
std::string_view name_of(HashAlgorithm algorithm);
std::optional<HashAlgorithm> parse_hash_algorithm(std::string_view name);

}  // namespace berth
