// Why nobody can be served at an address, and what to do about it.
#pragma once

#include "base/result.h"
#include "net/server.h"

namespace berth::app {

// invalid_parameter, its subject the address. In the system's words, and what to do next where that
// is known.
Error listen_fault(const net::CannotListen& failure);

}  // namespace berth::app
