// Why nobody can be served at an address, and what to do about it.
#pragma once

#include "base/result.h"
#include "net/server.h"

namespace berth::app {

// invalid_parameter, its subject the address. In the system's words, and what to do next where that
// is known: `option`, "--listen", is the one that says it.
Error listen_fault(const net::CannotListen& failure, const std::string& option);

}  // namespace berth::app
