#include "net/tls_stream.h"

#include <openssl/err.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

#include "net/response_writer.h"
#include "net/tls_bio.h"

namespace berth::net {
namespace {

// The most content that one record has (RFC 8446 section 5.1).
constexpr std::size_t kRecordBytes = std::size_t{16} * 1024;

constexpr std::string_view kPlainHttpHead =
    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "Content-Length: 24\r\nConnection: close\r\n";
constexpr std::string_view kPlainHttpBody = "This port speaks HTTPS.\n";

bool is_plain_http() {
  const unsigned long error = ERR_peek_error();
  return ERR_GET_LIB(error) == ERR_LIB_SSL && ERR_GET_REASON(error) == SSL_R_HTTP_REQUEST;
}

// -1 on failure, like pread(2).
ssize_t read_file(const File& file, std::uint64_t offset, std::span<char> room) {
  ssize_t count = -1;
  do {
    count = ::pread(file.descriptor(), room.data(), room.size(), static_cast<off_t>(offset));
  } while (count < 0 && errno == EINTR);
  return count;
}

}  // namespace

Awaitable<Opening> TlsStream::open(std::uint64_t& body_bytes) {
  ssl_.reset(SSL_new(credentials_.context().get()));
  BIO* const bio = make_tls_bio(socket_);
  if (!ssl_ || bio == nullptr) {
    BIO_free(bio);
    throw std::bad_alloc();
  }
  SSL_set_bio(ssl_.get(), bio, bio);
  for (;;) {
    ERR_clear_error();
    const int result = SSL_accept(ssl_.get());
    if (result == 1) break;
    const int error = SSL_get_error(ssl_.get(), result);
    if (error == SSL_ERROR_SSL && is_plain_http()) {
      co_await refuse_plain_http(body_bytes);
      co_return Opening::plain_http;
    }
    if (!co_await wait_for(error)) co_return has_received() ? Opening::failed : Opening::not_begun;
  }
  owes_goodbye_ = true;
  co_return Opening::open;
}

bool TlsStream::has_received() const {
  return BIO_number_read(SSL_get_rbio(ssl_.get())) > 0;
}

Awaitable<void> TlsStream::refuse_plain_http(std::uint64_t& body_bytes) {
  std::string answer(kPlainHttpHead);
  answer.append(kTypeField).append(kClosedField).append("\r\n").append(kPlainHttpBody);
  boost::system::error_code failure;
  // A socket that was never written to takes this at once.
  socket_.write_some(asio::buffer(answer), failure);
  if (!failure) body_bytes += kPlainHttpBody.size();
  co_await linger();
}

Awaitable<bool> TlsStream::wait_for(int ssl_error) {
  if (ssl_error == SSL_ERROR_WANT_READ) {
    const auto [failure] = co_await socket_.async_wait(Socket::wait_read, as_tuple);
    co_return !failure;
  }
  if (ssl_error == SSL_ERROR_WANT_WRITE) {
    const auto [failure] = co_await socket_.async_wait(Socket::wait_write, as_tuple);
    co_return !failure;
  }
  // A peer that has said goodbye may still be answered; after anything else nothing can be sent.
  if (ssl_error != SSL_ERROR_ZERO_RETURN) owes_goodbye_ = false;
  co_return false;
}

Awaitable<std::size_t> TlsStream::read_some(std::span<char> room) {
  for (;;) {
    std::size_t filled = 0;
    int result = 1;
    // Takes whatever has arrived, without further system calls.
    do {
      std::size_t count = 0;
      ERR_clear_error();
      result = SSL_read_ex(ssl_.get(), room.data() + filled, room.size() - filled, &count);
      filled += count;
    } while (result == 1 && filled < room.size() && SSL_has_pending(ssl_.get()) == 1);
    if (filled > 0) co_return filled;
    const int error = SSL_get_error(ssl_.get(), result);
    if (!co_await wait_for(error)) co_return 0;
  }
}

Awaitable<bool> TlsStream::write(std::string_view bytes, Rate rate, std::uint64_t& sent) {
  while (!bytes.empty()) {
    if (rate == Rate::any) progress();
    if (rate == Rate::at_least && !goes_on(sent)) co_return false;
    std::size_t count = 0;
    ERR_clear_error();
    const int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count);
    if (result == 1) {
      bytes.remove_prefix(count);
      sent += count;
      continue;
    }
    const int error = SSL_get_error(ssl_.get(), result);
    if (!co_await wait_for(error)) co_return false;
  }
  co_return true;
}

Awaitable<bool> TlsStream::send_bytes(std::string_view head, std::string_view body,
                                      std::uint64_t& body_bytes) {
  std::uint64_t sent = 0;
  std::string record;
  if (!body.empty() && head.size() < kRecordBytes) {
    const std::size_t joined = std::min(body.size(), kRecordBytes - head.size());
    record.reserve(head.size() + joined);
    record.append(head).append(body.substr(0, joined));
    body.remove_prefix(joined);
  }
  const std::string_view first = record.empty() ? head : std::string_view(record);
  begin_sending();
  bool whole = co_await write(first, Rate::at_least, sent);
  if (whole) whole = co_await write(body, Rate::at_least, sent);
  body_bytes += sent - std::min<std::uint64_t>(sent, head.size());
  if (!whole) break_off();
  co_return whole;
}

Awaitable<bool> TlsStream::send_file(std::string_view head, const http::StoredRange& range,
                                     FileBuffer size, std::uint64_t& body_bytes) {
  const File& file = file_of(range);
  const std::uint64_t at_once = size == FileBuffer::large ? kLargeFileBufferBytes : kRecordBytes;
  const std::uint64_t capacity = head.size() + std::min(range.length, at_once);
  const auto buffer = std::make_unique_for_overwrite<char[]>(capacity);
  std::memcpy(buffer.get(), head.data(), head.size());
  std::uint64_t held = head.size();  // the head shares a record with the start of the file
  std::uint64_t done = 0;            // of the file
  std::uint64_t sent = 0;
  bool whole = true;
  do {
    const std::uint64_t wanted = std::min(range.length - done, capacity - held);
    const std::span<char> room(buffer.get() + held, wanted);
    const ssize_t count = read_file(file, range.offset + done, room);
    if (count > 0) {
      held += static_cast<std::uint64_t>(count);
      done += static_cast<std::uint64_t>(count);
    }
    const std::string_view ready(buffer.get(), held);
    whole = co_await write(ready, Rate::any, sent);
    whole = whole && (count > 0 || wanted == 0);
    held = 0;
    // If the network is faster than the encryption, nothing above ever waits: other connections
    // have their turn here.
    if (whole && done < range.length) co_await asio::post(socket_.get_executor(), use_awaitable);
  } while (whole && done < range.length);
  body_bytes += sent - std::min<std::uint64_t>(sent, head.size());
  if (!whole) break_off();
  co_return whole;
}

void TlsStream::say_goodbye() {
  if (!std::exchange(owes_goodbye_, false)) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());  // does nothing while a record is half sent
}

}  // namespace berth::net
