// How OpenSSL gets at a socket.
#pragma once

#include <openssl/bio.h>

#include "net/asio_types.h"

namespace berth::net {

// Never waits, and raises no SIGPIPE as OpenSSL's own would. A socket that was closed fails, even
// if its descriptor is another's by then. `socket` must outlive it. nullptr: no memory.
BIO* make_tls_bio(Socket& socket);

}  // namespace berth::net
