// Responses as bytes.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "http/handler.h"
#include "http/request_parser.h"

namespace berth::net {

enum class BodyOnWire : std::uint8_t { no, yes };

// For answers that are opened in a browser: they are treated as nothing but their declared type.
inline constexpr std::string_view kTypeField = "X-Content-Type-Options: nosniff\r\n";
// BrowserPolicy::closed: content that strangers pushed does not run, and is not shown in frames.
inline constexpr std::string_view kClosedField =
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; sandbox\r\n";

// The fields of every answer, whatever makes it: Date, formatted once a second, kTypeField, if a
// time is set for it, Strict-Transport-Security (RFC 6797: over TLS only), and kClosedField. One
// thread.
class StandingFields {
 public:
  // `hsts_max_age_s` 0: no Strict-Transport-Security.
  StandingFields(const Clock& clock, unsigned hsts_max_age_s);
  // "Name: value\r\n" ... `own`: without kClosedField.
  std::string_view text(http::BrowserPolicy policy = http::BrowserPolicy::closed);

 private:
  const Clock& clock_;
  std::string constant_;
  std::chrono::sys_seconds second_{};
  std::string text_;
};

// Whether the answer to `head` has a body that is sent.
BodyOnWire body_on_wire(const http::RequestHead& head, const http::Response& response);

// Puts the status line and all fields of the answer to `head` into `out` (cleared first). Returns
// whether the body follows.
BodyOnWire write_head(std::string& out, const http::RequestHead& head,
                      const http::Response& response, http::KeepAlive keep_alive,
                      StandingFields& standing);

// An answer without a body, for when nothing else can be said, such as when memory is short.
http::Response bare_response(unsigned status);

}  // namespace berth::net
