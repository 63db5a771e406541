#include "auth/key_ring.h"

#include <span>
#include <stdexcept>
#include <utility>

#include "base/crypto.h"
#include "base/encoding.h"

namespace berth::auth {
namespace {

constexpr std::string_view kSecretPurpose = "secret access keys at rest, version 1";
constexpr std::string_view kFingerprintPurpose = "fingerprint of the server key, version 1";
// Long enough that no two keys are ever mistaken for each other.
constexpr std::size_t kFingerprintBytes = 16;

}  // namespace

KeyRing::KeyRing(std::string master_key) : master_key_(std::move(master_key)) {
  if (master_key_.view().size() != kMasterKeyBytes) {
    throw std::invalid_argument("the server key must be 32 bytes");
  }
}

std::string KeyRing::fingerprint() const {
  const Secret derived = derive(kFingerprintPurpose);
  return to_hex(std::as_bytes(std::span(derived.view()).first(kFingerprintBytes)));
}

Secret KeyRing::derive(std::string_view purpose) const {
  return Secret(hmac_sha256(master_key_, purpose));
}

std::string KeyRing::seal_secret(std::string_view access_key_id, std::string_view secret,
                                 Entropy& entropy) const {
  return seal(derive(kSecretPurpose), secret, access_key_id, entropy);
}

Secret KeyRing::unseal_secret(std::string_view access_key_id, std::string_view sealed) const {
  std::optional<std::string> secret = unseal(derive(kSecretPurpose), sealed, access_key_id);
  if (!secret) {
    throw std::runtime_error("a stored access key was not sealed with this server key");
  }
  return Secret(*std::move(secret));
}

bool KeyRing::opens(std::string_view access_key_id, std::string_view sealed) const {
  std::optional<std::string> secret = unseal(derive(kSecretPurpose), sealed, access_key_id);
  if (secret) wipe(*secret);
  return secret.has_value();
}

}  // namespace berth::auth
