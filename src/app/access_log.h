// One log line for each request: who did what, and with what result.
#pragma once

#include "net/server.h"
#include "ops/log.h"

namespace berth::app {

// Any thread may call.
void log_request(ops::Log& log, const net::AccessRecord& record);

}  // namespace berth::app
