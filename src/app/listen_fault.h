// Explains why the server cannot listen at an address, and what to do about it.
#pragma once

#include "base/problem.h"
#include "net/server.h"

namespace berth::app {

// A problem with the address as its subject: the system's reason, and what to do next if
// known. `option`: the option that gives the address, "--listen".
Problem listen_fault(const net::CannotListen& failure, const std::string& option);

}  // namespace berth::app
