#include "net/ticket_keys.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <new>
#include <stdexcept>
#include <utility>

namespace berth::net {
namespace {

// What OpenSSL's callback returns (SSL_CTX_set_tlsext_ticket_key_evp_cb(3)).
constexpr int kFailed = -1;
constexpr int kNoSuchKey = 0;  // a full handshake follows
constexpr int kReady = 1;
constexpr int kReadyAndRenew = 2;

void delete_keys(void*, void* keys, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<TicketKeys*>(keys);
}

// The slot in which a context holds its keys. They are deleted with the context, which connections
// keep longer than its maker does.
int slot() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, delete_keys);
  return index;
}

bool set_authentication(EVP_MAC_CTX* mac, const TicketKey& key) {
  auto secret = key.authentication;
  char digest[] = "sha256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, secret.data(), secret.size()),
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  const bool set = EVP_MAC_CTX_set_params(mac, parameters) == 1;
  OPENSSL_cleanse(secret.data(), secret.size());
  return set;
}

int seal(TicketKeys& keys, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
         EVP_MAC_CTX* mac) {
  const TicketKeys::Shared key = keys.current();
  std::ranges::copy(key->name, name);
  const bool ready =
      RAND_bytes(iv, EVP_CIPHER_get_iv_length(EVP_aes_256_cbc())) == 1 &&
      EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, key->encryption.data(), iv) == 1 &&
      set_authentication(mac, *key);
  return ready ? kReady : kFailed;
}

int open(TicketKeys& keys, const unsigned char* name, const unsigned char* iv,
         EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac) {
  const std::span<const unsigned char, TicketKey::kNameBytes> wanted(name, TicketKey::kNameBytes);
  const TicketKeys::Shared key = keys.find(wanted);
  if (!key) return kNoSuchKey;
  const bool ready =
      EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, key->encryption.data(), iv) == 1 &&
      set_authentication(mac, *key);
  if (!ready) return kFailed;
  return key == keys.current() ? kReady : kReadyAndRenew;
}

// No exception may pass through OpenSSL.
int use_key(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
            EVP_MAC_CTX* mac, int is_new) {
  try {
    TicketKeys& keys = ticket_keys_of(*SSL_get_SSL_CTX(ssl));
    return is_new == 1 ? seal(keys, name, iv, cipher, mac) : open(keys, name, iv, cipher, mac);
  } catch (...) {
    return kFailed;
  }
}

}  // namespace

TicketKey::TicketKey() {
  const bool filled =
      RAND_bytes(name.data(), static_cast<int>(name.size())) == 1 &&
      RAND_priv_bytes(encryption.data(), static_cast<int>(encryption.size())) == 1 &&
      RAND_priv_bytes(authentication.data(), static_cast<int>(authentication.size())) == 1;
  if (!filled) throw std::runtime_error("no random bytes for a ticket key");
}

TicketKey::~TicketKey() {
  OPENSSL_cleanse(encryption.data(), encryption.size());
  OPENSSL_cleanse(authentication.data(), authentication.size());
}

TicketKeys::TicketKeys(Now now)
    : now_(now), made_at_(now()), current_(std::make_shared<const TicketKey>()) {}

TicketKeys::Shared TicketKeys::current() {
  const std::scoped_lock lock(mutex_);
  rotate_locked();
  return current_;
}

TicketKeys::Shared TicketKeys::find(std::span<const unsigned char, TicketKey::kNameBytes> name) {
  const std::scoped_lock lock(mutex_);
  rotate_locked();
  for (const Shared& key : {current_, previous_}) {
    if (key && std::ranges::equal(key->name, name)) return key;
  }
  return nullptr;
}

void TicketKeys::rotate() {
  const std::scoped_lock lock(mutex_);
  rotate_locked();
}

// A key may make a ticket at the very end of its life, so it is kept for another.
void TicketKeys::rotate_locked() {
  const Time now = now_();
  const auto age = now - made_at_;
  if (age < kTicketKeyLife) return;
  auto fresh = std::make_shared<const TicketKey>();
  previous_ = age < 2 * kTicketKeyLife ? std::move(current_) : nullptr;
  current_ = std::move(fresh);
  made_at_ = now;
}

void give_ticket_keys(ssl_ctx_st& context, TicketKeys::Now now) {
  auto keys = std::make_unique<TicketKeys>(now);
  if (SSL_CTX_set_ex_data(&context, slot(), keys.get()) != 1) throw std::bad_alloc();
  keys.release();  // NOLINT(bugprone-unused-return-value): the context's by now
  SSL_CTX_set_timeout(&context, kTicketKeyLife.count());
  SSL_CTX_set_tlsext_ticket_key_evp_cb(&context, use_key);
}

TicketKeys& ticket_keys_of(const ssl_ctx_st& context) {
  return *static_cast<TicketKeys*>(SSL_CTX_get_ex_data(&context, slot()));
}

}  // namespace berth::net
