// A blocking client.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/file.h"
#include "net/tls_test_support.h"

namespace berth::net {

struct Reply {
  unsigned status = 0;
  std::string head;
  std::string body;

  [[nodiscard]] bool has(std::string_view line) const {
    return head.find("\r\n" + std::string(line) + "\r\n") != std::string::npos;
  }
};

enum class ReplyTo : std::uint8_t { get, head };

// One connection, plain or in TLS. Waits at most kPatienceSeconds for anything.
class Client {
 public:
  static constexpr time_t kPatienceSeconds = 20;

  // `from`: the client's own address, in 127.0.0.0/8.
  explicit Client(std::uint16_t port, const char* from = "127.0.0.1")
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{kPatienceSeconds, 0};
    ::setsockopt(descriptor(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    ::setsockopt(descriptor(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::inet_addr(from);
    ::bind(descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof(address));
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_connected_ =
        ::connect(descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  }
  // With a handshake, in which the certificate must be the one given or signed by it.
  Client(std::uint16_t port, TlsClient::Options options, const char* from = "127.0.0.1")
      : Client(port, from) {
    if (is_connected_) tls_ = std::make_unique<TlsClient>(descriptor(), std::move(options));
  }

  [[nodiscard]] int descriptor() const { return socket_.descriptor(); }
  [[nodiscard]] bool is_connected() const { return is_connected_; }
  // nullptr: plain.
  [[nodiscard]] TlsClient* tls() const { return tls_.get(); }

  enum class Sent : std::uint8_t { all, not_all };
  // Stops when the server stops reading.
  Sent send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count =
          tls_ ? tls_->send(bytes) : ::send(descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return Sent::not_all;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return Sent::all;
  }
  void end_sending() {
    if (tls_) tls_->say_goodbye();
    ::shutdown(descriptor(), SHUT_WR);
  }
  void reset() {
    const linger now{1, 0};
    ::setsockopt(descriptor(), SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    socket_.close();
  }

  // The next reply; status 0 if the connection ended before it did.
  Reply read(ReplyTo to = ReplyTo::get) {
    std::size_t end = 0;
    while ((end = held_.find("\r\n\r\n")) == std::string::npos) {
      if (!read_more()) return {};
    }
    Reply reply;
    reply.head = take(end + 4);
    reply.status = static_cast<unsigned>(std::atoi(reply.head.c_str() + sizeof("HTTP/1.1")));
    if (to == ReplyTo::get) {
      const std::size_t length = content_length(reply.head);
      while (held_.size() < length && read_more()) continue;
      reply.body = take(std::min(length, held_.size()));
    }
    return reply;
  }
  Reply exchange(std::string_view request, ReplyTo to = ReplyTo::get) {
    send(request);
    return read(to);
  }
  // Reads to the end of the connection; rest_bytes() counts what came.
  bool is_closed_by_server() {
    for (;;) {
      char bytes[4096];
      ssize_t count = receive(bytes);
      // A goodbye in TLS comes before the end.
      if (count == 0 && tls_) count = ::recv(descriptor(), bytes, sizeof(bytes), 0);
      if (count <= 0) return count == 0 || errno == ECONNRESET;
      rest_bytes_ += static_cast<std::size_t>(count);
    }
  }
  [[nodiscard]] std::size_t rest_bytes() const { return rest_bytes_ + held_.size(); }

  static std::size_t content_length(const std::string& head) {
    const std::size_t found = head.find("\r\nContent-Length: ");
    if (found == std::string::npos) return 0;
    return std::strtoull(head.c_str() + found + sizeof("\r\nContent-Length: ") - 1, nullptr, 10);
  }

 private:
  ssize_t receive(std::span<char> room) {
    return tls_ ? tls_->receive(room) : ::recv(descriptor(), room.data(), room.size(), 0);
  }
  bool read_more() {
    char bytes[16384];
    const ssize_t count = receive(bytes);
    if (count > 0) held_.append(bytes, static_cast<std::size_t>(count));
    return count > 0;
  }
  std::string take(std::size_t count) {
    std::string taken = held_.substr(0, count);
    held_.erase(0, count);
    return taken;
  }

  File socket_;
  bool is_connected_ = false;
  std::unique_ptr<TlsClient> tls_;
  std::string held_;
  std::size_t rest_bytes_ = 0;
};

// Requests as a client writes them.
inline std::string get(std::string_view target, std::string_view fields = {}) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n";
}
inline std::string put(std::string_view target, std::string_view content,
                       std::string_view fields = {}) {
  return "PUT " + std::string(target) +
         " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(content.size()) + "\r\n" +
         std::string(fields) + "\r\n" + std::string(content);
}
inline std::string put_chunked(std::string_view target, std::string_view chunks) {
  return "PUT " + std::string(target) +
         " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(chunks);
}

}  // namespace berth::net
