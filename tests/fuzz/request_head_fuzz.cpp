// The bytes of a connection, from the start of a request. Reading them as they arrive gives the
// same result as reading them at once.
#include <algorithm>
#include <string>

#include "fuzz.h"
#include "http/request_parser.h"

namespace berth::fuzz {
namespace {

using http::HeadState;
using http::ParsedHead;
using http::RequestHead;

bool is_within(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

bool is_same(const RequestHead& a, const RequestHead& b) {
  const auto same_field = [](const http::Field& x, const http::Field& y) {
    return x.name == y.name && x.value == y.value;
  };
  return a.method == b.method && a.method_name == b.method_name && a.target == b.target &&
         a.path == b.path && a.query == b.query && a.content_length == b.content_length &&
         std::ranges::equal(a.fields, b.fields, same_field);
}

bool is_same(const ParsedHead& a, const ParsedHead& b) {
  return a.state == b.state && a.status == b.status && a.framing == b.framing &&
         a.expectation == b.expectation;
}

// A proxy in front of this server reads lines that end in CRLF, and one line per field.
void require_lines(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    const std::string_view after = text.substr(at + 1);
    if (c == '\r') require(after.starts_with('\n'), "no bare CR");
    if (c == '\n') {
      require(at > 0 && text[at - 1] == '\r', "no bare LF");
      require(!after.starts_with(' ') && !after.starts_with('\t'), "no folded line");
    }
    require(c >= 0x20 || c == '\r' || c == '\n' || c == '\t', "no control character");
    require(c != 0x7f, "no DEL");
  }
}

std::string print(const RequestHead& head, std::string_view version) {
  std::string out(head.method_name);
  out.append(1, ' ').append(head.target).append(1, ' ').append(version).append("\r\n");
  for (const http::Field& field : head.fields) {
    out.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  return out.append("\r\n");
}

void check_complete(std::string_view input, const ParsedHead& parsed, const RequestHead& head) {
  require(parsed.size_bytes <= input.size() && parsed.size_bytes <= http::kMaxHeadBytes,
          "a head ends within the input and the limit");
  const std::string_view text = input.substr(0, parsed.size_bytes);
  require(text.ends_with("\r\n\r\n"), "a head ends with an empty line");
  require_lines(text);
  const bool is_of_server = head.target == "*" && head.method == http::Method::options;
  require(head.target.starts_with('/') || is_of_server, "a target is a path");
  require(head.fields.size() <= http::kMaxFields, "fields are limited");
  require(head.field_count("Host") <= 1, "at most one Host");
  for (const http::Field& field : head.fields) {
    require(!field.name.empty() && is_within(field.name, text) && is_within(field.value, text),
            "fields are views of the head");
    require(field.name.find_first_of(" \t:") == std::string_view::npos, "a field name is a token");
    require(!field.value.starts_with(' ') && !field.value.ends_with(' '), "values are trimmed");
  }
  const bool is_chunked = parsed.framing == http::Framing::chunked;
  require(!is_chunked || !head.content_length, "a body has one framing");
  require((parsed.framing == http::Framing::sized) == (head.content_length.value_or(0) > 0),
          "a sized body has a size");

  RequestHead again;
  const ParsedHead exact = http::parse_head(text, again);
  require(is_same(exact, parsed) && is_same(again, head), "what follows a head does not change it");
  const std::string_view lines = text.starts_with("\r\n") ? text.substr(2) : text;
  const std::string_view first_line = lines.substr(0, lines.find('\r'));
  const std::string printed = print(head, first_line.substr(first_line.rfind(' ') + 1));
  if (printed.size() > http::kMaxHeadBytes) return;
  const ParsedHead reparsed = http::parse_head(printed, again);
  require(reparsed.state == HeadState::complete && reparsed.framing == parsed.framing &&
              is_same(again, head),
          "a printed head reads the same");
}

// Every prefix of a short input, and some of a long one.
void check_prefixes(std::string_view input, const ParsedHead& whole) {
  constexpr std::size_t kMaxPrefixes = 256;
  const std::size_t step = input.size() / kMaxPrefixes + 1;
  RequestHead head;
  for (std::size_t size = 0; size < input.size(); size += step) {
    const ParsedHead part = http::parse_head(input.substr(0, size), head);
    switch (part.state) {
      case HeadState::incomplete:
        require(whole.state != HeadState::complete || size < whole.size_bytes,
                "what completes a head completes it at once");
        break;
      case HeadState::complete:
        require(is_same(part, whole) && part.size_bytes == whole.size_bytes,
                "a complete head stays what it is");
        break;
      case HeadState::bad:
        require(part.status == 400 || part.status == 414 || part.status == 431 ||
                    part.status == 501 || part.status == 505,
                "a bad head has a status to answer with");
        require(whole.state == HeadState::bad, "a bad head stays bad");
        break;
    }
  }
}

}  // namespace

void check(std::string_view input) {
  RequestHead head;
  const ParsedHead parsed = http::parse_head(input, head);
  if (parsed.state == HeadState::complete) check_complete(input, parsed, head);
  if (parsed.state == HeadState::incomplete) {
    require(input.size() < http::kMaxHeadBytes, "nobody is waited for beyond the limit");
  }
  http::make_out_head(input, head);
  require(is_within(head.target, input) || head.target == "/", "what is made out is in the input");
  check_prefixes(input, parsed);
}

}  // namespace berth::fuzz
