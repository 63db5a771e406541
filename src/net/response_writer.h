// Responses as bytes.
#pragma once

#include <string>

#include "base/clock.h"
#include "http/handler.h"
#include "http/request_parser.h"

namespace berth::net {

enum class BodyOnWire { no, yes };

// For answers that are opened in a browser: what strangers have pushed runs nowhere, is taken for
// nothing but what it is said to be, and is shown in nobody's frame.
inline constexpr std::string_view kBrowserFields =
    "X-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; sandbox\r\n";

// What every answer carries, whoever makes it: Date, made once a second, kBrowserFields and, if
// there is a time for it, Strict-Transport-Security (RFC 6797: over TLS only). One thread.
class StandingFields {
 public:
  // `hsts_max_age_s` 0: no Strict-Transport-Security.
  StandingFields(const Clock& clock, unsigned hsts_max_age_s);
  std::string_view text();  // "Name: value\r\n" ...

 private:
  const Clock& clock_;
  std::string constant_;
  std::chrono::sys_seconds second_{};
  std::string text_;
};

// Puts the status line and all fields of the answer to `head` into `out` (cleared first).
// Whether its body follows.
BodyOnWire write_head(std::string& out, const http::RequestHead& head,
                      const http::Response& response, http::KeepAlive keep_alive,
                      StandingFields& standing);

// For where nothing else can be said, as when memory is short: it has no body.
http::Response bare_response(unsigned status);

}  // namespace berth::net
