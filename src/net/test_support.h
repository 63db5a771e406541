// A blocking client and a handler that does on request what handlers may do.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <latch>
#include <mutex>
#include <stdexcept>
#include <string>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/file.h"
#include "http/handler.h"
#include "net/server.h"
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

enum class ReplyTo { get, head };

// One connection, plain or in TLS. Waits at most kPatienceSeconds for anything.
class Client {
 public:
  static constexpr time_t kPatienceSeconds = 20;

  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{kPatienceSeconds, 0};
    ::setsockopt(descriptor(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    ::setsockopt(descriptor(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_connected_ =
        ::connect(descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  }
  // With a handshake, in which the certificate must be the one given or signed by it.
  Client(std::uint16_t port, TlsClient::Options options) : Client(port) {
    if (is_connected_) tls_ = std::make_unique<TlsClient>(descriptor(), std::move(options));
  }

  [[nodiscard]] int descriptor() const { return socket_.descriptor(); }
  [[nodiscard]] bool is_connected() const { return is_connected_; }
  // nullptr: plain.
  [[nodiscard]] TlsClient* tls() const { return tls_.get(); }

  // Stops where the server stops listening.
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count =
          tls_ ? tls_->send(bytes) : ::send(descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
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
  // Reads to the end of the connection; what came is in rest().
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

// A file of `size_bytes`, already unlinked, whose byte at N is that of `pattern_at`.
inline char pattern_at(std::uint64_t offset) {
  return static_cast<char>('a' + offset * 31 % 26);
}
inline std::string pattern(std::uint64_t offset, std::uint64_t length) {
  std::string text(length, '\0');
  for (std::uint64_t i = 0; i < length; ++i) text[i] = pattern_at(offset + i);
  return text;
}
inline std::shared_ptr<const File> pattern_file(std::uint64_t size_bytes) {
  std::string name = (std::filesystem::temp_directory_path() / "berth-net-XXXXXX").string();
  auto file = std::make_shared<File>(::mkstemp(name.data()));
  ::unlink(name.c_str());
  const std::string content = pattern(0, size_bytes);
  if (::write(file->descriptor(), content.data(), content.size()) !=
      static_cast<ssize_t>(content.size())) {
    throw std::runtime_error("cannot write " + name);
  }
  return file;
}

// What a sink was given, and how it ended.
struct Upload {
  std::string content;
  bool finished = false;
};

class TestHandler final : public http::Handler {
 public:
  static constexpr std::uint64_t kEchoLimitBytes = 1024 * 1024;

  [[nodiscard]] http::BodyPlan plan(const http::RequestHead& head) const override {
    if (head.path.starts_with("/stream")) return http::StreamedBody{};
    if (head.path == "/echo") return http::WholeBody{kEchoLimitBytes};
    return http::WholeBody{0};
  }

  http::Response handle(const http::RequestHead& head, std::string_view body) override {
    http::Response response;
    if (head.path == "/echo") response.body = std::string(body);
    if (head.path == "/scheme")
      response.body = head.scheme == http::Scheme::https ? "https" : "http";
    if (head.path == "/hello") response.body = "hello " + std::string(head.query);
    if (head.path == "/throw") throw std::runtime_error("on request");
    if (head.path == "/nothing") response.status = 204;
    if (head.path == "/unchanged") response.status = 304;
    if (head.path == "/length") response.content_length = 12345;
    if (head.path == "/file") response.body = http::FileRange{file, range_offset, range_length};
    if (head.path == "/wait") {
      started.count_down();
      released.wait();
      response.body = "waited";
    }
    return response;
  }

  std::variant<http::Response, std::unique_ptr<http::BodySink>> open(
      const http::RequestHead& head) override {
    if (head.path == "/stream/refused") return status(403);
    return std::make_unique<Sink>(*this, std::string(head.path));
  }
  http::Response too_large(const http::RequestHead&, std::uint64_t) override { return status(413); }
  http::Response failed(const http::RequestHead&) noexcept override { return status(500); }

  // Waits for the sink of an upload to be destroyed.
  Upload wait_for_upload() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return upload_.has_value(); });
    Upload upload = *std::move(upload_);
    upload_.reset();
    return upload;
  }

  std::shared_ptr<const File> file;
  std::uint64_t range_offset = 0;
  std::uint64_t range_length = 0;
  std::latch started{1};
  std::latch released{1};

 private:
  class Sink final : public http::BodySink {
   public:
    Sink(TestHandler& handler, std::string path) : handler_(handler), path_(std::move(path)) {}
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;
    ~Sink() override { handler_.end(std::move(upload_)); }

    std::optional<http::Response> write(std::span<const std::byte> chunk) override {
      if (path_ == "/stream/early") return status(409);
      if (path_ == "/stream/throw") throw std::runtime_error("on request");
      upload_.content.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
      return std::nullopt;
    }
    http::Response finish() override {
      upload_.finished = true;
      return status(201);
    }

   private:
    TestHandler& handler_;
    const std::string path_;
    Upload upload_;
  };

  static http::Response status(unsigned status) {
    http::Response response;
    response.status = status;
    return response;
  }
  void end(Upload upload) {
    const std::scoped_lock lock(mutex_);
    upload_ = std::move(upload);
    ended_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable ended_;
  std::optional<Upload> upload_;
};

// A running server on a free port.
struct RunningServer {
  explicit RunningServer(http::Scheme scheme = http::Scheme::http, ServerConfig config = {},
                         AccessLog access_log = {})
      : tls(scheme == http::Scheme::https ? std::make_unique<TestCredentials>() : nullptr),
        server(with_tls(std::move(config)), handler, clock, entropy, std::move(access_log)) {
    server.start();
  }
  // As its scheme says.
  [[nodiscard]] Client connect() const {
    return tls ? Client(server.port(), {tls->certificate()}) : Client(server.port());
  }
  [[nodiscard]] Client connect_plain() const { return Client(server.port()); }

  std::unique_ptr<TestCredentials> tls;
  TestHandler handler;
  SystemClock clock;
  SystemEntropy entropy;
  Server server;

 private:
  [[nodiscard]] ServerConfig with_tls(ServerConfig config) const {
    if (tls) config.tls = &tls->credentials();
    return config;
  }
};

// Tests of what is the same over both.
class OverBothSchemes : public testing::TestWithParam<http::Scheme> {};
inline constexpr http::Scheme kBothSchemes[] = {http::Scheme::http, http::Scheme::https};
inline std::string scheme_name(const testing::TestParamInfo<http::Scheme>& info) {
  return info.param == http::Scheme::https ? "https" : "http";
}

}  // namespace berth::net
