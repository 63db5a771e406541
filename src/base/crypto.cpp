#include "base/crypto.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <stdexcept>

#include "base/encoding.h"

namespace berth {
namespace {

constexpr std::size_t kNonceBytes = 12;  // NIST SP 800-38D section 5.2.1.1
constexpr std::size_t kTagBytes = 16;

void require(bool succeeded, const char* what) {
  if (!succeeded) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

// Fetched once: EVP_sha256() alone makes every init look the algorithm up again.
const EVP_MD* fetched(HashAlgorithm algorithm) {
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  static const EVP_MD* const sha512 = EVP_MD_fetch(nullptr, "SHA512", nullptr);
  return algorithm == HashAlgorithm::sha512 ? sha512 : sha256;
}

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

struct FreeMac {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Mac = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

// With its algorithms but without a key: each use copies it, for the same reason.
Mac prepare_hmac_sha256() {
  EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  Mac context(EVP_MAC_CTX_new(hmac));
  EVP_MAC_free(hmac);
  std::string digest = "SHA256";
  const std::array<OSSL_PARAM, 2> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_end()};
  require(context && EVP_MAC_CTX_set_params(context.get(), parameters.data()) == 1, "HMAC");
  return context;
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

void Hash::Free::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

Hash::Hash(HashAlgorithm algorithm) : algorithm_(algorithm), context_(EVP_MD_CTX_new()) {
  require(
      context_ != nullptr && EVP_DigestInit_ex(context_.get(), fetched(algorithm), nullptr) == 1,
      "SHA-2");
}
Hash::Hash(Hash&&) noexcept = default;
Hash& Hash::operator=(Hash&&) noexcept = default;
Hash::~Hash() = default;

void Hash::update(std::span<const std::byte> bytes) {
  require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1, "SHA-2");
}

std::string Hash::hex() const {
  // Finishing ends a computation, so a copy of it is finished.
  const Hash copy(algorithm_);
  std::array<std::byte, EVP_MAX_MD_SIZE> value{};
  unsigned length = 0;
  require(EVP_MD_CTX_copy_ex(copy.context_.get(), context_.get()) == 1 &&
              EVP_DigestFinal_ex(copy.context_.get(),
                                 reinterpret_cast<unsigned char*>(value.data()), &length) == 1,
          "SHA-2");
  return to_hex(std::span(value).first(length));
}

Sha256Value sha256(std::string_view text) {
  // Made once for each thread: to make one takes longer than to hash the login of a request.
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeDigest> context(EVP_MD_CTX_new());
  Sha256Value value{};
  require(context != nullptr &&
              EVP_DigestInit_ex(context.get(), fetched(HashAlgorithm::sha256), nullptr) == 1 &&
              EVP_DigestUpdate(context.get(), text.data(), text.size()) == 1 &&
              EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(value.data()),
                                 nullptr) == 1,
          "SHA-256");
  return value;
}

std::string sha256_hex(std::string_view text) {
  return to_hex(sha256(text));
}

std::string hmac_sha256(std::string_view key, std::string_view message) {
  static const Mac prepared = prepare_hmac_sha256();
  const Mac context(EVP_MAC_CTX_dup(prepared.get()));
  std::string value(sizeof(Sha256Value), '\0');
  std::size_t length = 0;
  require(context && EVP_MAC_init(context.get(), bytes_of(key), key.size(), nullptr) == 1 &&
              EVP_MAC_update(context.get(), bytes_of(message), message.size()) == 1 &&
              EVP_MAC_final(context.get(), bytes_of(value), &length, value.size()) == 1,
          "HMAC");
  return value;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string seal(std::string_view key, std::string_view plain, std::string_view context,
                 Entropy& entropy) {
  const std::string nonce = random_bytes(entropy, kNonceBytes);
  const Cipher cipher(EVP_CIPHER_CTX_new());
  std::string text(plain.size(), '\0');
  std::string tag(kTagBytes, '\0');
  int length = 0;
  require(cipher && key.size() == 32 &&
              EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key),
                                 bytes_of(nonce)) == 1 &&
              EVP_EncryptUpdate(cipher.get(), nullptr, &length, bytes_of(context),
                                static_cast<int>(context.size())) == 1 &&
              EVP_EncryptUpdate(cipher.get(), bytes_of(text), &length, bytes_of(plain),
                                static_cast<int>(plain.size())) == 1 &&
              EVP_EncryptFinal_ex(cipher.get(), bytes_of(text) + length, &length) == 1 &&
              EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, tag.data()) == 1,
          "AES-256-GCM");
  return nonce + text + tag;
}

std::optional<std::string> unseal(std::string_view key, std::string_view sealed,
                                  std::string_view context) {
  if (key.size() != 32 || sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  const std::string_view nonce = sealed.substr(0, kNonceBytes);
  const std::string_view text = sealed.substr(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  const Cipher cipher(EVP_CIPHER_CTX_new());
  std::string plain(text.size(), '\0');
  int length = 0;
  const bool opened =
      cipher &&
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key),
                         bytes_of(nonce)) == 1 &&
      EVP_DecryptUpdate(cipher.get(), nullptr, &length, bytes_of(context),
                        static_cast<int>(context.size())) == 1 &&
      EVP_DecryptUpdate(cipher.get(), bytes_of(plain), &length, bytes_of(text),
                        static_cast<int>(text.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), bytes_of(plain) + length, &length) == 1;
  if (!opened) return std::nullopt;
  return plain;
}

}  // namespace berth
