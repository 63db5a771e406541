// The certificate that a server shows, its key, and how TLS is spoken with them: versions 1.2 and
// 1.3, forward secrecy and AEAD ciphers only, key exchanges that cost little, no renegotiation, no
// compression, sessions resumed by tickets whose keys change, "http/1.1" by ALPN (RFC 7301).
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>

#include "base/problem.h"
#include "net/ticket_keys.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace berth::net {

using TlsContext = std::shared_ptr<ssl_ctx_st>;

// The key exchanges that clients may choose from. The server does its part of one before it knows
// anything about the client, and a recorded greeting costs that client nothing. So the finite
// fields of RFC 7919, the largest of which occupies a core for a sixth of a second, are never
// offered.
enum class KeyExchange : std::uint8_t {
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
  // private key without a password. A problem: subject is the file, reason what is wrong
  // with it.
  static Checked<std::unique_ptr<TlsCredentials>> load(std::filesystem::path certificate_file,
                                                       std::filesystem::path key_file,
                                                       TlsOptions options = {});
  TlsCredentials(const TlsCredentials&) = delete;
  TlsCredentials& operator=(const TlsCredentials&) = delete;

  // Reads the files again, for new connections. Errors as load(); then everything stays as it was.
  Checked<void> reload();

  [[nodiscard]] TlsContext context() const;
  // Forgets ticket keys that are too old. Call it now and then.
  void rotate_ticket_keys() const;
  // When the certificate expires.
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
