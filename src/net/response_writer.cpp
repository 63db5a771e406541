#include "net/response_writer.h"

#include "http/status.h"

namespace berth::net {
namespace {

// Most heads fit. A connection that waits holds no head, so one is allocated for each answer: up to
// 1,032 bytes, malloc keeps the memory at hand.
constexpr std::size_t kHeadBytes = 1'000;

// RFC 9110 section 8.6: no Content-Length in 1xx and 204; a 304 describes what is not sent.
bool has_no_body(unsigned status) {
  return status < 200 || status == 204 || status == 304;
}

}  // namespace

StandingFields::StandingFields(const Clock& clock, unsigned hsts_max_age_s)
    : clock_(clock), constant_(kTypeField) {
  if (hsts_max_age_s != 0) {
    constant_.append("Strict-Transport-Security: max-age=");
    constant_.append(std::to_string(hsts_max_age_s)).append("\r\n");
  }
  constant_.append(kClosedField);
}

std::string_view StandingFields::text(http::BrowserPolicy policy) {
  const auto now = std::chrono::floor<std::chrono::seconds>(clock_.now());
  if (now != second_ || text_.empty()) {
    second_ = now;
    text_ = "Date: " + format_http_date(now) + "\r\n" + constant_;
  }
  std::string_view text = text_;
  if (policy == http::BrowserPolicy::own) text.remove_suffix(kClosedField.size());
  return text;
}

BodyOnWire body_on_wire(const http::RequestHead& head, const http::Response& response) {
  const bool silent = head.method == http::Method::head || has_no_body(response.status);
  return silent ? BodyOnWire::no : BodyOnWire::yes;
}

BodyOnWire write_head(std::string& out, const http::RequestHead& head,
                      const http::Response& response, http::KeepAlive keep_alive,
                      StandingFields& standing) {
  const std::uint64_t length = response.content_length.value_or(http::body_bytes(response));
  out.clear();
  out.reserve(kHeadBytes);
  out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  out.append(http::reason_phrase(response.status)).append("\r\n");
  out.append(response.fields.text());
  if (!has_no_body(response.status) && length != http::kLengthNotDetermined) {
    out.append("Content-Length: ").append(std::to_string(length)).append("\r\n");
  }
  out.append(standing.text(response.browser_policy));
  if (!head.request_id.empty()) {
    out.append("x-amzn-RequestId: ").append(head.request_id).append("\r\n");
  }
  if (keep_alive == http::KeepAlive::no) out.append("Connection: close\r\n");
  out.append("\r\n");
  return body_on_wire(head, response);
}

http::Response bare_response(unsigned status) {
  http::Response response;
  response.status = status;
  return response;
}

}  // namespace berth::net
