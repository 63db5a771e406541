// The server's side of a socket in TLS. Small answers are one record, files are read and encrypted
// in large pieces.
#pragma once

#include <openssl/ssl.h>

#include <string_view>

#include "net/stream.h"

namespace berth::net {

class TlsStream final : public Stream {
 public:
  // `credentials` must outlive it.
  TlsStream(Socket socket, Deadline& deadline, const Patience& patience,
            const TlsCredentials& credentials)
      : Stream(std::move(socket), deadline, patience), credentials_(credentials) {}

  // The handshake. A peer that speaks plain HTTP is told that it should not.
  Awaitable<Opening> open(std::uint64_t& body_bytes) override;
  Awaitable<std::size_t> read_some(std::span<char> room) override;
  Awaitable<bool> send_bytes(std::string_view head, std::string_view body,
                             std::uint64_t& body_bytes) override;
  Awaitable<bool> send_file(std::string_view head, const http::StoredRange& range,
                            FileBuffer buffer, std::uint64_t& body_bytes) override;
  [[nodiscard]] bool copies_files() const override { return true; }
  void break_off() override { owes_goodbye_ = false; }

 private:
  enum class Rate : std::uint8_t {
    any,       // any progress will do
    at_least,  // the rate that goes_on() demands
  };
  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  [[nodiscard]] bool holds_bytes() const override { return SSL_has_pending(ssl_.get()) == 1; }
  // close_notify (RFC 8446 section 6.1), but not after an answer that was cut off.
  void say_goodbye() override;
  // Waits for what OpenSSL needs to go on. False: waiting is of no use any more.
  Awaitable<bool> wait_for(int ssl_error);
  // `sent` grows as the bytes go out.
  Awaitable<bool> write(std::string_view bytes, Rate rate, std::uint64_t& sent);
  Awaitable<void> refuse_plain_http(std::uint64_t& body_bytes);
  [[nodiscard]] bool has_received() const;

  const TlsCredentials& credentials_;
  std::unique_ptr<SSL, Free> ssl_;
  bool owes_goodbye_ = false;
};

}  // namespace berth::net
