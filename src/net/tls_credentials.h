// The certificate that a server shows, its key, and how TLS is spoken with them: versions 1.2 and
// 1.3, forward secrecy and AEAD ciphers only, no renegotiation, no compression, sessions resumed by
// tickets, "http/1.1" by ALPN (RFC 7301).
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>

#include "base/result.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace berth::net {

using TlsContext = std::shared_ptr<ssl_ctx_st>;

// Any thread may call.
class TlsCredentials {
 public:
  // PEM files: the certificate, followed by those that lead to its root if there are any, and its
  // private key without a password. invalid_parameter: subject is the file, reason what is wrong
  // with it.
  static Result<std::unique_ptr<TlsCredentials>> load(std::filesystem::path certificate_file,
                                                      std::filesystem::path key_file);
  TlsCredentials(const TlsCredentials&) = delete;
  TlsCredentials& operator=(const TlsCredentials&) = delete;

  // Reads the files again, for connections made from now on. Errors as load(): all stays as it was.
  Result<void> reload();

  [[nodiscard]] TlsContext context() const;
  // When the certificate does.
  [[nodiscard]] std::chrono::sys_seconds expires_at() const;

 private:
  TlsCredentials(std::filesystem::path certificate_file, std::filesystem::path key_file)
      : certificate_file_(std::move(certificate_file)), key_file_(std::move(key_file)) {}

  const std::filesystem::path certificate_file_;
  const std::filesystem::path key_file_;
  mutable std::mutex mutex_;
  TlsContext context_;
};

}  // namespace berth::net
