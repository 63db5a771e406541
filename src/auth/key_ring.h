// The server's own secret and the keys made from it, one per purpose, so that no key serves two.
#pragma once

#include <string>
#include <string_view>

#include "base/entropy.h"
#include "base/result.h"
#include "base/secret.h"

namespace berth::auth {

inline constexpr std::size_t kMasterKeyBytes = 32;

// Immutable: any thread may call.
class KeyRing {
 public:
  // `master_key`: kMasterKeyBytes random bytes, kept outside the database (ops/key_file.h).
  explicit KeyRing(std::string master_key);

  // Identifies the key, in hexadecimal, without revealing anything about it.
  [[nodiscard]] std::string fingerprint() const;

  // A 32-byte key for `purpose`, the same after every restart (HMAC-SHA-256 of the purpose).
  [[nodiscard]] Secret derive(std::string_view purpose) const;

  // Secret access keys at rest: encrypted, and bound to their key id so that rows cannot be
  // swapped.
  [[nodiscard]] std::string seal_secret(std::string_view access_key_id, std::string_view secret,
                                        Entropy& entropy) const;
  // Throws if the row was not sealed by this key ring for this id: the database and the key file
  // do not belong together.
  [[nodiscard]] Secret unseal_secret(std::string_view access_key_id, std::string_view sealed) const;
  // Whether unseal_secret() would succeed.
  [[nodiscard]] bool opens(std::string_view access_key_id, std::string_view sealed) const;

 private:
  Secret master_key_;
};

}  // namespace berth::auth
