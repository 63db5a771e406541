// SHA-256 and SHA-512, HMAC-SHA-256 and authenticated encryption over OpenSSL's EVP.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/entropy.h"

struct evp_md_ctx_st;

namespace berth {

using Sha256Value = std::array<std::byte, 32>;

enum class HashAlgorithm : std::uint8_t { sha256, sha512 };

// A running SHA-2 (FIPS 180-4). Not thread-safe.
class Hash {
 public:
  explicit Hash(HashAlgorithm algorithm);
  Hash(const Hash&) = delete;
  Hash& operator=(const Hash&) = delete;
  Hash(Hash&&) noexcept;
  Hash& operator=(Hash&&) noexcept;
  ~Hash();

  [[nodiscard]] HashAlgorithm algorithm() const { return algorithm_; }
  void update(std::span<const std::byte> bytes);
  void update(std::string_view text) { update(std::as_bytes(std::span(text))); }
  // The hash of everything given so far, in lower-case hexadecimal. More may be given afterwards.
  [[nodiscard]] std::string hex() const;

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  HashAlgorithm algorithm_;
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

Sha256Value sha256(std::string_view text);
std::string sha256_hex(std::string_view text);
// RFC 2104 over SHA-256; 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view message);
// Takes the same time wherever the two differ, unless their lengths do.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// AES-256-GCM with a random nonce in front; `context` is authenticated, not stored.
// Key: 32 bytes.
std::string seal(std::string_view key, std::string_view plain, std::string_view context,
                 Entropy& entropy);
// nullopt if the key, the context or the text is not that of seal().
std::optional<std::string> unseal(std::string_view key, std::string_view sealed,
                                  std::string_view context);

}  // namespace berth
