// One line of the log for each request: who did what, and what came of it.
#pragma once

#include "net/server.h"
#include "ops/log.h"

namespace berth::app {

// Any thread may call.
void log_request(ops::Log& log, const net::AccessRecord& record);

}  // namespace berth::app
