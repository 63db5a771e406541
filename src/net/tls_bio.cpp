#include "net/tls_bio.h"

#include <sys/socket.h>

#include <cerrno>
#include <memory>

namespace berth::net {
namespace {

int descriptor_of(BIO* bio) {
  return static_cast<Socket*>(BIO_get_data(bio))->native_handle();
}

bool may_retry() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

int read(BIO* bio, char* room, std::size_t size, std::size_t* read_bytes) {
  BIO_clear_retry_flags(bio);
  const ssize_t count = ::recv(descriptor_of(bio), room, size, 0);
  if (count < 0 && may_retry()) BIO_set_retry_read(bio);
  *read_bytes = count > 0 ? static_cast<std::size_t>(count) : 0;
  return count > 0 ? 1 : 0;
}

int write(BIO* bio, const char* bytes, std::size_t size, std::size_t* written_bytes) {
  BIO_clear_retry_flags(bio);
  const ssize_t count = ::send(descriptor_of(bio), bytes, size, MSG_NOSIGNAL);
  if (count < 0 && may_retry()) BIO_set_retry_write(bio);
  *written_bytes = count > 0 ? static_cast<std::size_t>(count) : 0;
  return count > 0 ? 1 : 0;
}

long control(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

struct Free {
  void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
};
using Method = std::unique_ptr<BIO_METHOD, Free>;

Method make_method() {
  Method method(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket"));
  if (method) {
    BIO_meth_set_read_ex(method.get(), read);
    BIO_meth_set_write_ex(method.get(), write);
    BIO_meth_set_ctrl(method.get(), control);
  }
  return method;
}

}  // namespace

BIO* make_tls_bio(Socket& socket) {
  static const Method method = make_method();
  BIO* const bio = BIO_new(method.get());
  if (bio != nullptr) {
    BIO_set_data(bio, &socket);
    BIO_set_init(bio, 1);
  }
  return bio;
}

}  // namespace berth::net
