// The certificate that a server shows, its key, and how TLS is spoken with them: versions 1.2 and
// 1.3, forward secrecy and AEAD ciphers only, key exchanges that cost little, no renegotiation, no
// compression, sessions resumed by tickets whose keys change, "http/1.1" by ALPN (RFC 7301).
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>

#include "base/result.h"
#include "net/ticket_keys.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace berth::net {

using TlsContext = std::shared_ptr<ssl_ctx_st>;

// What clients may choose from. The server does the work of a key exchange before it knows anything
// about its client, and a recorded greeting costs that client nothing: the finite fields of RFC
// 7919, of which the largest takes a core for a sixth of a second, are never among it.
enum class KeyExchange {
  cheap,           // X25519 and P-256
  cheap_and_p384,  // a P-384 exchange takes ten times as long
};

struct TlsOptions {
  KeyExchange key_exchange = KeyExchange::cheap;
  TicketKeys::Now now = std::chrono::steady_clock::now;
};

// Any thread may call.
class TlsCredentials {
 public:
  // PEM files: the certificate, followed by those that lead to its root if there are any, and its
  // private key without a password. invalid_parameter: subject is the file, reason what is wrong
  // with it.
  static Result<std::unique_ptr<TlsCredentials>> load(std::filesystem::path certificate_file,
                                                      std::filesystem::path key_file,
                                                      TlsOptions options = {});
  TlsCredentials(const TlsCredentials&) = delete;
  TlsCredentials& operator=(const TlsCredentials&) = delete;

  // Reads the files again, for connections made from now on. Errors as load(): all stays as it was.
  Result<void> reload();

  [[nodiscard]] TlsContext context() const;
  // Forgets keys of tickets that are too old: to be called every now and then.
  void rotate_ticket_keys() const;
  // When the certificate does.
  [[nodiscard]] std::chrono::sys_seconds expires_at() const;

 private:
  TlsCredentials(std::filesystem::path certificate_file, std::filesystem::path key_file,
                 const TlsOptions& options)
      : certificate_file_(std::move(certificate_file)),
        key_file_(std::move(key_file)),
        options_(options) {}

  const std::filesystem::path certificate_file_;
  const std::filesystem::path key_file_;
  const TlsOptions options_;
  mutable std::mutex mutex_;
  TlsContext context_;
};

}  // namespace berth::net
