// The bytes of one connection: its socket, plain (plain_stream.h) or in TLS (tls_stream.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/ip_address.h"
#include "http/message.h"
#include "net/asio_types.h"
#include "net/deadline.h"
#include "net/proxy_header.h"
#include "net/tls_credentials.h"

namespace berth::net {

// The peer's address, or "::" if the peer is gone.
IpAddress address_of(const Socket& socket);

// How long to wait for a peer, in milliseconds, as in ServerConfig.
struct Patience {
  unsigned write_stall = 0;
  unsigned min_bytes_per_s = 0;  // not in milliseconds
  unsigned linger = 0;
  unsigned linger_stall = 0;
};
// How much of a file that cannot be sent as it is gets read and held at once: much, which is fast,
// or one record, when memory is short.
enum class FileBuffer : std::uint8_t { small, large };
inline constexpr std::uint64_t kLargeFileBufferBytes = std::uint64_t{256} * 1024;

// Whether a range is read from a source. Otherwise it is a part of a file.
inline bool is_pulled(const http::StoredRange& range) {
  return std::holds_alternative<std::shared_ptr<ByteSource>>(range.from);
}
inline const File& file_of(const http::StoredRange& range) {
  return *std::get<std::shared_ptr<const File>>(range.from);
}

// What has been sent of an answer, and how long the peer took for it.
struct SentBefore {
  std::uint64_t bytes = 0;
  std::chrono::steady_clock::duration time{};
};

// How a connection began.
enum class Opening : std::uint8_t {
  open,        // bytes can be read and sent
  not_begun,   // the peer closed it, or was too slow, without having sent a byte
  plain_http,  // the peer speaks plain HTTP where it should not, and was told
  failed,      // any other end of the handshake
};

// Runs on the thread of the socket's io_context. One operation at a time.
class Stream {
 public:
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  virtual ~Stream() = default;

  // Call before open() if the peer is a proxy that sends a header. nullopt: it sent none, or was
  // too slow. Bytes after the header are not touched.
  Awaitable<std::optional<ProxyHeader>> read_proxy_header();
  // Call before anything else. Unless it is open, nothing can be read or sent. `body_bytes` grows
  // by the body of what the peer was told.
  virtual Awaitable<Opening> open(std::uint64_t& body_bytes) = 0;
  // Waits until read_some() has something to say, and holds no room for bytes meanwhile.
  Awaitable<void> wait_for_bytes();
  // 0: the peer is gone, or was too slow.
  virtual Awaitable<std::size_t> read_some(std::span<char> room) = 0;
  // Sends everything. False: the peer is gone, or was too slow. Bytes in memory must go out at a
  // minimum rate; with a file, each byte renews the deadline. `body_bytes` grows by the part of the
  // body that was sent.
  virtual Awaitable<bool> send_bytes(std::string_view head, std::string_view body,
                                     std::uint64_t& body_bytes) = 0;
  // Before the next send_bytes(): it goes on with an answer of which this much was sent before, and
  // the minimum rate is that of the whole.
  void count_as_sent(const SentBefore& before) { before_ = before; }
  // `range`: of a file. False also if the file has become shorter.
  virtual Awaitable<bool> send_file(std::string_view head, const http::StoredRange& range,
                                    FileBuffer buffer, std::uint64_t& body_bytes) = 0;
  // Whether send_file() holds a part of the file in memory while it is sent.
  [[nodiscard]] virtual bool copies_files() const = 0;
  // The answer ends before its end: the peer must not be told that it is whole.
  virtual void break_off() {}
  // Ends sending, and discards incoming bytes for a while, so that the peer can read the answer to
  // a request that it is still sending.
  Awaitable<void> linger();
  // The pending operation fails.
  void cancel();
  void close();

 protected:
  // `deadline` must outlive the stream. Its owner checks whether it has passed.
  Stream(Socket socket, Deadline& deadline, const Patience& patience);

  // Whether bytes have been taken from the socket that read_some() has not returned.
  [[nodiscard]] virtual bool holds_bytes() const { return false; }
  // Tells the peer, if possible, that nothing was cut off. Never waits.
  virtual void say_goodbye() {}
  // For a file: any progress renews the deadline.
  void progress() { deadline_.set(patience_.write_stall); }
  // For bytes in memory: sending begins, and then has sent this many so far. False: the peer is too
  // slow.
  void begin_sending();
  [[nodiscard]] bool goes_on(std::uint64_t sent_bytes);

  Socket socket_;
  Deadline& deadline_;

 private:
  const Patience patience_;
  // For bytes in memory: when sending would have begun without pauses.
  std::chrono::steady_clock::time_point began_sending_;
  std::uint64_t sent_before_bytes_ = 0;
  SentBefore before_;  // of the next send_bytes()
};

// In TLS if there are credentials, which must outlive the stream.
std::unique_ptr<Stream> make_stream(Socket socket, Deadline& deadline, const Patience& patience,
                                    const TlsCredentials* tls);

}  // namespace berth::net
