// A handler that does on request what handlers may do, and a running server with it.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <latch>
#include <mutex>
#include <stdexcept>
#include <string>

#include "base/byte_source.h"
#include "base/clock.h"
#include "base/entropy.h"
#include "base/file.h"
#include "http/refusal.h"
#include "net/server.h"
#include "net/test_client.h"
#include "net/tls_test_support.h"

namespace berth::net {

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

// Without a body.
inline http::Response bare(unsigned status) {
  http::Response response;
  response.status = status;
  return response;
}

class TestHandler final : public http::Handler {
 public:
  static constexpr std::uint64_t kEchoLimitBytes = 1024 * 1024;

  [[nodiscard]] std::unique_ptr<http::Exchange> begin(const http::RequestHead& head) override;

  // Waits for the sink of an upload to be destroyed.
  Upload wait_for_upload() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return upload_.has_value(); });
    Upload upload = *std::move(upload_);
    upload_.reset();
    return upload;
  }

  void note_failure(const http::RequestHead&) override { ++noted_failures; }

  std::shared_ptr<const File> file;
  std::shared_ptr<ByteSource> source;
  std::atomic<unsigned> noted_failures = 0;
  std::uint64_t range_offset = 0;
  std::uint64_t range_length = 0;
  std::vector<http::Piece> pieces;
  std::uint64_t text_bytes = 0;
  std::latch started{1};
  std::latch released{1};

 private:
  class Sink;
  class Exchange;

  void end(Upload upload) {
    const std::scoped_lock lock(mutex_);
    upload_ = std::move(upload);
    ended_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable ended_;
  std::optional<Upload> upload_;
};

class TestHandler::Sink final : public http::BodySink {
 public:
  Sink(TestHandler& handler, std::string path) : handler_(handler), path_(std::move(path)) {}
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  ~Sink() override { handler_.end(std::move(upload_)); }

  std::optional<http::Response> write(std::span<const std::byte> chunk) override {
    if (path_ == "/stream/early") return bare(409);
    if (path_ == "/stream/throw") throw std::runtime_error("on request");
    upload_.content.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
    return std::nullopt;
  }
  http::Response finish() override {
    upload_.finished = true;
    return bare(201);
  }

 private:
  TestHandler& handler_;
  const std::string path_;
  Upload upload_;
};

class TestHandler::Exchange final : public http::Exchange {
 public:
  Exchange(TestHandler& handler, const http::RequestHead& head)
      : http::Exchange(head), handler_(handler) {}

  http::BodyPlan plan() override {
    if (head().path.starts_with("/stream")) return http::StreamedBody{};
    if (head().path == "/echo") return http::WholeBody{kEchoLimitBytes};
    return http::WholeBody{0};
  }

  http::Effort effort() override {
    return head().path.starts_with("/brief") ? http::Effort::brief : http::Effort::may_wait;
  }

  http::Response answer(std::string_view body) override {
    http::Response response;
    if (head().path == "/echo") response.body = std::string(body);
    if (head().path == "/scheme")
      response.body = head().scheme == http::Scheme::https ? "https" : "http";
    if (head().path == "/client") {
      const bool is_secure = http::proven_scheme(head()) == http::Scheme::https;
      response.body = head().client_address.text() + (is_secure ? " https" : " http");
    }
    if (head().path == "/hello") response.body = "hello " + std::string(head().query);
    if (head().path == "/brief") response.body = "brief";
    if (head().path.starts_with("/throw") || head().path == "/brief/throw")
      throw std::runtime_error("on request");
    if (head().path == "/nothing") response.status = 204;
    if (head().path == "/unchanged") response.status = 304;
    if (head().path == "/length") response.content_length = 12345;
    if (head().path == "/file")
      response.body =
          http::StoredRange{handler_.file, handler_.range_offset, handler_.range_length};
    if (head().path.ends_with("/source"))
      response.body =
          http::StoredRange{handler_.source, handler_.range_offset, handler_.range_length};
    if (head().path == "/pieces") response.body = handler_.pieces;
    if (head().path == "/text") response.body = std::string(handler_.text_bytes, 'x');
    if (head().path == "/wait") {
      handler_.started.count_down();
      handler_.released.wait();
      response.body = "waited";
    }
    return response;
  }

  std::variant<http::Response, std::unique_ptr<http::BodySink>> open() override {
    if (head().path == "/stream/refused") return bare(403);
    return std::make_unique<Sink>(handler_, std::string(head().path));
  }
  http::Response too_large(std::uint64_t) override { return bare(413); }
  http::Response refused(const http::Refusal& refusal) override {
    http::Response response = http::plain_refusal(refusal);
    response.fields.add("Made-Out", std::string(head().method_name) + ' ' +
                                        std::string(head().path) + ' ' +
                                        std::string(head().field("X-Kind")));
    return response;
  }
  http::Response failed() override {
    if (head().path == "/throw/again") throw std::bad_alloc();
    return bare(500);
  }

 private:
  TestHandler& handler_;
};

inline std::unique_ptr<http::Exchange> TestHandler::begin(const http::RequestHead& head) {
  if (head.path == "/throw/at-once") throw std::runtime_error("on request");
  return std::make_unique<Exchange>(*this, head);
}

// Calls a function of the test for each request, if it has one.
class TestObserver final : public Observer {
 public:
  using Call = std::function<void(const AccessRecord&)>;

  explicit TestObserver(Call call = {}) : call_(std::move(call)) {}
  void request_ended(const AccessRecord& record) override {
    if (call_) call_(record);
  }

 private:
  const Call call_;
};

// A running server on a free port.
struct RunningServer {
  explicit RunningServer(http::Scheme scheme = http::Scheme::http, ServerConfig config = {},
                         TestObserver::Call on_request = {}, TlsOptions options = {},
                         std::uint64_t budget_bytes = std::uint64_t{1} << 30U)
      : tls(scheme == http::Scheme::https ? std::make_unique<TestCredentials>(options) : nullptr),
        observer(std::move(on_request)),
        budget(budget_bytes),
        server(with_tls(std::move(config)), handler, budget, clock, entropy, observer) {
    server.start();
  }
  // Over the server's scheme.
  [[nodiscard]] Client connect(const char* from = "127.0.0.1") const {
    return tls ? Client(server.port(), {tls->certificate()}, from) : connect_plain(from);
  }
  [[nodiscard]] Client connect_plain(const char* from = "127.0.0.1") const {
    return Client(server.port(), from);
  }

  std::unique_ptr<TestCredentials> tls;
  TestHandler handler;
  SystemClock clock;
  SystemEntropy entropy;
  TestObserver observer;
  ByteBudget budget;
  Server server;

 private:
  [[nodiscard]] ServerConfig with_tls(ServerConfig config) const {
    if (tls) config.tls = &tls->credentials();
    return config;
  }
};

// Tests of behaviour that is the same over both schemes.
class OverBothSchemes : public testing::TestWithParam<http::Scheme> {};
inline constexpr http::Scheme kBothSchemes[] = {http::Scheme::http, http::Scheme::https};
inline std::string scheme_name(const testing::TestParamInfo<http::Scheme>& info) {
  return info.param == http::Scheme::https ? "https" : "http";
}

}  // namespace berth::net
