#include "net/tls_credentials.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <ctime>
#include <filesystem>
#include <new>
#include <span>
#include <string>
#include <system_error>

#include "base/file.h"
#include "base/secret.h"

namespace berth::net {
namespace {

// Best first, in the order of Go's crypto/tls. A blob costs less with a 128-bit key than with a
// 256-bit one, and neither can be searched.
constexpr const char* kTls13Ciphers =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* kTls12Ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr const char* kCheapGroups = "X25519:P-256";
constexpr const char* kCheapGroupsAndP384 = "X25519:P-256:P-384";
constexpr unsigned char kProtocols[] = "\x08http/1.1\x08http/1.0";
// A connection holds this much memory for incoming bytes as long as there are any.
constexpr std::size_t kReadBufferBytes = std::size_t{64} * 1024;

template <auto Free>
struct Deleter {
  void operator()(auto* object) const { Free(object); }
};
using Bio = std::unique_ptr<BIO, Deleter<BIO_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;

// Refuses with `reason`, unless the file could not be read at all. OpenSSL's errors were cleared
// before.
std::unexpected<Problem> refuse(const std::filesystem::path& file, std::string reason) {
  const unsigned long error = ERR_peek_error();  // the first
  if (ERR_SYSTEM_ERROR(error)) reason = std::generic_category().message(ERR_GET_REASON(error));
  ERR_clear_error();
  // A directory can be opened, but holds nothing.
  if (std::error_code failure; std::filesystem::is_directory(file, failure)) {
    reason = std::make_error_code(std::errc::is_a_directory).message();
  }
  return fail({.subject = file.string(), .reason = std::move(reason)});
}

// Otherwise OpenSSL would ask for a password on the terminal.
int no_password(char*, int, int, void*) {
  return 0;
}

// Far above any key in PEM.
constexpr std::size_t kMaxKeyFileBytes = std::size_t{64} * 1024;

// Reads without a stream, whose buffers would keep the key. Null if the file cannot be read or is
// not a key; OpenSSL's errors say why.
PrivateKey read_private_key(const std::filesystem::path& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text(kMaxKeyFileBytes, '\0');
  const WipeAtEnd wiped(text);
  try {
    if (!file.is_open()) throw_errno(path);
    text.resize(read_some(file, std::as_writable_bytes(std::span(text)), /*offset=*/0));
  } catch (const std::system_error& failure) {
    ERR_raise(ERR_LIB_SYS, failure.code().value());
    return nullptr;
  }
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  if (!bio) throw std::bad_alloc();
  return PrivateKey(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
}

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  unsigned char* found = nullptr;
  const int result = SSL_select_next_proto(&found, chosen_size, kProtocols, sizeof(kProtocols) - 1,
                                           offered, offered_size);
  *chosen = found;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

TlsContext make_context(const TlsOptions& options) {
  TlsContext context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!context) throw std::bad_alloc();
  SSL_CTX* const ssl = context.get();
  SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION);
  SSL_CTX_set_ciphersuites(ssl, kTls13Ciphers);
  SSL_CTX_set_cipher_list(ssl, kTls12Ciphers);
  SSL_CTX_set_options(ssl, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                               SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  const bool has_p384 = options.key_exchange == KeyExchange::cheap_and_p384;
  if (SSL_CTX_set1_groups_list(ssl, has_p384 ? kCheapGroupsAndP384 : kCheapGroups) != 1) {
    throw std::bad_alloc();
  }
  // Tickets hold the sessions: nothing is kept here for peers that may never come back.
  SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
  give_ticket_keys(*ssl, options.now);
  SSL_CTX_set_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                            SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(ssl, 1);
  SSL_CTX_set_default_read_buffer_len(ssl, kReadBufferBytes);
  SSL_CTX_set_alpn_select_cb(ssl, choose_protocol, nullptr);
  SSL_CTX_set_default_passwd_cb(ssl, no_password);
  return context;
}

Checked<TlsContext> load_context(const std::filesystem::path& certificate_file,
                                 const std::filesystem::path& key_file, const TlsOptions& options) {
  TlsContext context = make_context(options);
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificate_file.c_str()) != 1) {
    const char* text = ERR_reason_error_string(ERR_peek_error());  // such as "ee key too small"
    return refuse(certificate_file, std::string("holds no certificate in PEM that will do (") +
                                        (text != nullptr ? text : "unknown error") + ")");
  }
  const PrivateKey key = read_private_key(key_file);
  if (!key) return refuse(key_file, "holds no private key in PEM without a password");
  if (SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1 ||
      SSL_CTX_check_private_key(context.get()) != 1) {
    return refuse(key_file, "is not the key of the certificate in " + certificate_file.string());
  }
  return context;
}

}  // namespace

Checked<std::unique_ptr<TlsCredentials>> TlsCredentials::load(
    std::filesystem::path certificate_file, std::filesystem::path key_file, TlsOptions options) {
  std::unique_ptr<TlsCredentials> credentials(
      new TlsCredentials(std::move(certificate_file), std::move(key_file), options));
  if (auto loaded = credentials->reload(); !loaded) return failure_of(loaded);
  return credentials;
}

Checked<void> TlsCredentials::reload() {
  auto loaded = load_context(certificate_file_, key_file_, options_);
  if (!loaded) return failure_of(loaded);
  const std::scoped_lock lock(mutex_);
  context_ = *std::move(loaded);
  return {};
}

TlsContext TlsCredentials::context() const {
  const std::scoped_lock lock(mutex_);
  return context_;
}

void TlsCredentials::rotate_ticket_keys() const {
  ticket_keys_of(*context()).rotate();
}

std::chrono::sys_seconds TlsCredentials::expires_at() const {
  const TlsContext loaded = context();
  std::tm time{};
  ASN1_TIME_to_tm(X509_get0_notAfter(SSL_CTX_get0_certificate(loaded.get())), &time);
  return std::chrono::sys_seconds(std::chrono::seconds(::timegm(&time)));
}

}  // namespace berth::net
