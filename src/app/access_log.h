// One log line for each request: who did what, and with what result.
#pragma once

#include "net/observer.h"
#include "ops/log.h"

namespace berth::app {

// Any thread may call.
class AccessLog final : public net::Observer {
 public:
  // The log must outlive the object.
  explicit AccessLog(ops::Log& log) : log_(log) {}

  void request_ended(const net::AccessRecord& record) override;

 private:
  ops::Log& log_;
};

}  // namespace berth::app
