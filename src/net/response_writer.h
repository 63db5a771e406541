// Responses as bytes.
#pragma once

#include <string>

#include "base/clock.h"
#include "http/handler.h"
#include "http/request_parser.h"

namespace berth::net {

enum class BodyOnWire { no, yes };

struct WireHead {
  BodyOnWire body = BodyOnWire::yes;
  std::uint64_t body_bytes = 0;  // what a GET would send
};

// The Date field, made once a second. One thread.
class DateField {
 public:
  explicit DateField(const Clock& clock) : clock_(clock) {}
  std::string_view value();

 private:
  const Clock& clock_;
  std::chrono::sys_seconds second_{};
  std::string text_;
};

// Puts the status line and all fields of the answer to `head` into `out` (cleared first).
WireHead write_head(std::string& out, const http::RequestHead& head, const http::Response& response,
                    http::KeepAlive keep_alive, DateField& date);

// An answer to bytes that are no request: it has no body, and the connection ends with it.
http::Response bare_response(unsigned status);

}  // namespace berth::net
