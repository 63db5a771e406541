// Certificates made on the spot, and the client's side of TLS.
#pragma once

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>

#include "base/test_support.h"
#include "net/tls_credentials.h"

namespace berth::net {

using Certificate = std::shared_ptr<X509>;
using PrivateKey = std::shared_ptr<EVP_PKEY>;

inline PrivateKey make_key() {
  return {EVP_EC_gen("P-256"), EVP_PKEY_free};
}

// Self-signed, for an hour.
inline Certificate make_certificate(const PrivateKey& key) {
  Certificate certificate(X509_new(), X509_free);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* const name = X509_get_subject_name(certificate.get());
  const unsigned char text[] = "berth test";
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  return certificate;
}

// The files of a server's certificate and key, in a directory of their own.
class TestCredentials {
 public:
  explicit TestCredentials(TlsOptions options = {}) {
    renew();
    credentials_ = std::move(TlsCredentials::load(certificate_file(), key_file(), options).value());
  }
  TestCredentials(const TestCredentials&) = delete;
  TestCredentials& operator=(const TestCredentials&) = delete;

  // Puts a new key and certificate into the files.
  void renew() {
    const PrivateKey key = make_key();
    certificate_ = make_certificate(key);
    write(certificate_file(),
          [this](FILE* file) { return PEM_write_X509(file, certificate_.get()); });
    write(key_file(), [&key](FILE* file) {
      return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }

  [[nodiscard]] std::filesystem::path certificate_file() const {
    return folder_.path() / "cert.pem";
  }
  [[nodiscard]] std::filesystem::path key_file() const { return folder_.path() / "key.pem"; }
  [[nodiscard]] const Certificate& certificate() const { return certificate_; }
  [[nodiscard]] TlsCredentials& credentials() const { return *credentials_; }

 private:
  template <typename Write>
  static void write(const std::filesystem::path& path, Write write) {
    const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "w"), std::fclose);
    if (!file || write(file.get()) != 1) throw std::runtime_error("cannot write " + path.string());
  }

  TemporaryFolder folder_;
  Certificate certificate_;
  std::unique_ptr<TlsCredentials> credentials_;
};

// On a connected, blocking socket.
class TlsClient {
 public:
  struct Options {
    Certificate trusted;
    std::string protocols = {};    // for ALPN, each after a byte with its length
    int max_version = 0;           // as TLS1_2_VERSION; 0: the highest there is
    const char* groups = nullptr;  // to choose from, as SSL_set1_groups_list(3); nullptr: the usual
    SSL_SESSION* resumed = nullptr;
    std::string preamble = {};  // sent before the handshake
  };

  TlsClient(int descriptor, const Options& options)
      : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes as it does
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), options.trusted.get());
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_security_level(context_.get(), 0);  // what is refused is the server's choice
    SSL_CTX_set_max_proto_version(context_.get(), options.max_version);
    ssl_.reset(SSL_new(context_.get()), SSL_free);
    SSL_set_fd(ssl_.get(), descriptor);
    if (options.groups != nullptr) SSL_set1_groups_list(ssl_.get(), options.groups);
    if (options.resumed != nullptr) SSL_set_session(ssl_.get(), options.resumed);
    SSL_set_alpn_protos(ssl_.get(),
                        reinterpret_cast<const unsigned char*>(options.protocols.data()),
                        static_cast<unsigned>(options.protocols.size()));
    ::send(descriptor, options.preamble.data(), options.preamble.size(), MSG_NOSIGNAL);
    ERR_clear_error();
    is_open_ = SSL_connect(ssl_.get()) == 1;
  }

  [[nodiscard]] SSL* ssl() const { return ssl_.get(); }
  // Whether the handshake succeeded.
  [[nodiscard]] bool is_open() const { return is_open_; }
  // Whether the server has said that it sends no more.
  [[nodiscard]] bool was_told_goodbye() const {
    return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
  }
  [[nodiscard]] std::string protocol() const {
    const unsigned char* text = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &text, &size);
    return {reinterpret_cast<const char*>(text), size};
  }

  // Like send(2) and recv(2).
  ssize_t send(std::string_view bytes) {
    ERR_clear_error();
    return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
  }
  ssize_t receive(std::span<char> room) {
    ERR_clear_error();
    errno = 0;
    const int count = SSL_read(ssl_.get(), room.data(), static_cast<int>(room.size()));
    if (count > 0) return count;
    const int error = SSL_get_error(ssl_.get(), count);
    const bool has_failed = error == SSL_ERROR_SYSCALL ? errno != 0 : error == SSL_ERROR_WANT_READ;
    return has_failed ? -1 : 0;
  }
  void say_goodbye() { SSL_shutdown(ssl_.get()); }

 private:
  std::shared_ptr<SSL_CTX> context_;
  std::shared_ptr<SSL> ssl_;
  bool is_open_ = false;
};

}  // namespace berth::net
