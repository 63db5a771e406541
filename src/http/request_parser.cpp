#include "http/request_parser.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <boost/beast/http/basic_parser.hpp>
#include <charconv>

#include "base/ascii.h"
#include "http/host.h"
#include "http/request_target.h"

namespace berth::http {
namespace {

namespace beast = boost::beast;
using beast::http::error;

constexpr int kHttp11 = 11;  // as Beast numbers versions

// Beast checks the grammar; this keeps views of what it found.
class HeadParser final : public beast::http::basic_parser<true> {
 public:
  HeadParser(std::string_view input, RequestHead& head) : input_(input), head_(head) {
    header_limit(static_cast<std::uint32_t>(kMaxHeadBytes));
    body_limit(boost::none);
    skip(true);
  }
  [[nodiscard]] int version() const { return version_; }
  // Empty: nothing is known beyond the failure.
  [[nodiscard]] std::string_view reason() const { return reason_; }

 private:
  using View = beast::string_view;

  // A text that is not in the input was put together from folded lines.
  bool keep(View text, std::string_view& out) const {
    out = {text.data(), text.size()};
    return text.data() >= input_.data() &&
           text.data() + text.size() <= input_.data() + input_.size();
  }

  // Beast skips empty folded lines before a value.
  [[nodiscard]] bool is_on_one_line(const Field& field) const {
    const auto name_end = static_cast<std::size_t>(field.name.end() - input_.begin());
    const auto value_begin = static_cast<std::size_t>(field.value.begin() - input_.begin());
    return !input_.substr(name_end, value_begin - name_end).contains('\n');
  }

  void on_request_impl(beast::http::verb, View method, View target, int version,
                       beast::error_code& failure) override {
    head_.method = method_of({method.data(), method.size()});
    version_ = version;
    if (!keep(method, head_.method_name) || !keep(target, head_.target)) {
      failure = error::bad_target;
    }
  }
  void on_response_impl(int, View, int, beast::error_code&) override {}

  // Fields that tell who asks for what. If one is repeated, a reader that takes the first and a
  // reader that takes the last see two different requests.
  [[nodiscard]] bool is_repeated(beast::http::field name) {
    constexpr std::array kSingle{
        beast::http::field::authorization, beast::http::field::content_range,
        beast::http::field::content_type, beast::http::field::if_range, beast::http::field::range};
    const auto* const found = std::ranges::find(kSingle, name);
    if (found == kSingle.end()) return false;
    const auto index = static_cast<std::size_t>(found - kSingle.begin());
    const bool was_there = seen_[index];
    seen_[index] = true;
    return was_there;
  }

  void on_field_impl(beast::http::field id, View name, View value,
                     beast::error_code& failure) override {
    Field field;
    if (!keep(name, field.name) || !keep(value, field.value) || !is_on_one_line(field)) {
      failure = error::bad_obs_fold;
    } else if (head_.fields.size() == kMaxFields) {
      failure = error::header_limit;
      reason_ = "The head of the request has more than 100 fields";
      static_assert(kMaxFields == 100);
    } else if (is_repeated(id)) {
      failure = error::bad_field;
      reason_ =
          "Authorization, Content-Range, Content-Type, If-Range and Range may each be given once";
    } else {
      head_.fields.push_back(field);
    }
  }
  void on_header_impl(beast::error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, beast::error_code&) override {}
  std::size_t on_body_impl(View, beast::error_code&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, View, beast::error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, View, beast::error_code&) override { return 0; }
  void on_finish_impl(beast::error_code&) override {}

  std::string_view input_;
  RequestHead& head_;
  int version_ = 0;
  std::bitset<8> seen_;  // of kSingle
  std::string_view reason_;
};

// If the request line has no end, the target is too long (RFC 9110 section 15.5.15); otherwise the
// fields are (RFC 6585 section 5).
ParsedHead too_long(std::string_view input) {
  static_assert(kMaxHeadBytes == 32768);
  const bool has_line = input.substr(0, kMaxHeadBytes).contains("\r\n");
  if (has_line) return bad_head(431, "The head of the request is longer than 32768 bytes");
  return bad_head(414, "The target of the request is longer than 32768 bytes");
}

ParsedHead failed(const HeadParser& parser, beast::error_code failure, std::string_view input) {
  if (failure == error::header_limit) {
    return parser.reason().empty() ? too_long(input) : bad_head(431, parser.reason());
  }
  if (failure == error::bad_version)
    return bad_head(505, "The version must be HTTP/1.1 or HTTP/1.0");
  return bad_head(400, parser.reason().empty() ? "The head of the request is not one of HTTP/1.1"
                                               : parser.reason());
}

// RFC 9112 section 2.2: "a server that is expecting to receive and parse a request-line SHOULD
// ignore at least one empty line (CRLF) received prior to the request-line".
constexpr std::string_view kEmptyLine = "\r\n";

// Views of an earlier request are dead; only the room for fields is worth keeping.
void forget(RequestHead& head) {
  std::vector<Field> fields = std::move(head.fields);
  fields.clear();
  head = RequestHead();
  head.fields = std::move(fields);
}

// RFC 9112 section 3.2: "A server MUST respond with a 400 to any HTTP/1.1 request message that
// lacks a Host header field and to any request message that contains more than one Host header
// field line or a Host header field with an invalid field value". An empty one is valid.
bool has_good_host(const RequestHead& head, int version) {
  const std::size_t count = head.field_count("Host");
  if (count == 0) return version < kHttp11;
  const std::string_view host = head.field("Host");
  return count == 1 && (host.empty() || is_host(host));
}

// RFC 9112 section 6.3. The status to answer with if the body cannot be read; 0: it can.
unsigned decide_framing(RequestHead& head, int version, ParsedHead& parsed) {
  const std::string_view coding = head.field("Transfer-Encoding");
  const std::string_view length = head.field("Content-Length");
  const bool has_coding = head.field_count("Transfer-Encoding") != 0;
  const bool has_length = head.field_count("Content-Length") != 0;
  if (has_coding) {
    parsed.framing = Framing::chunked;
    // Section 6.1: HTTP/1.0 has no transfer codings; "treat the message as if the framing is
    // faulty".
    if (version < kHttp11 || has_length || head.field_count("Transfer-Encoding") != 1) return 400;
    if (equal_ignoring_case(coding, "chunked")) return 0;
    // "A server that receives a request message with a transfer coding it does not understand
    // SHOULD respond with 501". If chunked is not the last coding, the end of the body is unknown.
    constexpr std::string_view kChunkedAtLast = ",chunked";
    std::string codings(coding);
    std::erase(codings, ' ');
    return codings.ends_with(kChunkedAtLast) ? 501 : 400;
  }
  if (!has_length) return 0;
  std::uint64_t value = 0;
  const auto [end, failure] = std::from_chars(length.data(), length.data() + length.size(), value);
  if (failure != std::errc() || end != length.data() + length.size() ||
      head.field_count("Content-Length") != 1) {
    return 400;
  }
  head.content_length = value;
  parsed.framing = value == 0 ? Framing::none : Framing::sized;
  return 0;
}

}  // namespace

ParsedHead bad_head(unsigned status, std::string_view reason) {
  ParsedHead parsed;
  parsed.state = HeadState::bad;
  parsed.status = status;
  parsed.reason = reason;
  return parsed;
}

ParsedHead parse_head(std::string_view input, RequestHead& head) {
  forget(head);
  if (input.size() < kEmptyLine.size() && kEmptyLine.starts_with(input)) return {};
  const std::size_t skipped = input.starts_with(kEmptyLine) ? kEmptyLine.size() : 0;
  input.remove_prefix(skipped);
  HeadParser parser(input, head);
  beast::error_code failure;
  const std::size_t size =
      parser.put(boost::asio::const_buffer(input.data(), input.size()), failure);
  if (failure == error::need_more) {
    return input.size() >= kMaxHeadBytes ? too_long(input) : ParsedHead{};
  }
  if (failure || !parser.is_header_done()) return failed(parser, failure, input);
  if (!is_target_text(head.target) || !read_target(head)) {
    return bad_head(400, "The target of the request must be a path, percent-encoded");
  }
  if (!has_good_host(head, parser.version())) {
    return bad_head(400, "The request must have one Host field, with a host in it");
  }

  ParsedHead parsed;
  const unsigned unreadable = decide_framing(head, parser.version(), parsed);
  if (unreadable == 501) return bad_head(501, "The only transfer coding that is read is chunked");
  if (unreadable != 0) {
    return bad_head(unreadable, "The length of the body is not given, or given in two ways");
  }
  parsed.state = HeadState::complete;
  parsed.size_bytes = skipped + size;
  const bool is_modern = parser.version() >= kHttp11;
  parsed.keep_alive = is_modern && parser.keep_alive() ? KeepAlive::yes : KeepAlive::no;
  // RFC 9110 section 10.1.1: an expectation in HTTP/1.0 is to be ignored.
  if (is_modern && equal_ignoring_case(head.field("Expect"), "100-continue")) {
    parsed.expectation = Expectation::continue_100;
  }
  return parsed;
}

}  // namespace berth::http
