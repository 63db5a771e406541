// How OpenSSL uses a socket.
#pragma once

#include <openssl/bio.h>

#include "net/asio_types.h"

namespace berth::net {

// Never waits, and unlike OpenSSL's own BIO raises no SIGPIPE. A closed socket fails, even if its
// descriptor has been reused. `socket` must outlive the BIO. nullptr: no memory.
BIO* make_tls_bio(Socket& socket);

}  // namespace berth::net
