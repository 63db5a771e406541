#include "load/response_head.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace berth::load {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equals_ignoring_case(std::string_view a, std::string_view lower_b) {
  return std::ranges::equal(a, lower_b, {}, lower);
}

template <typename Number>
Number number_of(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw std::runtime_error("not a number in a response: " + std::string(text));
  }
  return number;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

void take_field(ResponseHead& head, std::string_view name, std::string_view value) {
  if (equals_ignoring_case(name, "content-length")) {
    head.content_length = number_of<std::uint64_t>(value);
  } else if (equals_ignoring_case(name, "transfer-encoding")) {
    head.chunked = equals_ignoring_case(value, "chunked");
  } else if (equals_ignoring_case(name, "connection")) {
    head.close = equals_ignoring_case(value, "close");
  } else if (equals_ignoring_case(name, "location")) {
    head.location = value;
  } else if (equals_ignoring_case(name, "docker-content-digest")) {
    head.content_digest = value;
  } else if (equals_ignoring_case(name, "link")) {
    head.link = value;
  }
}

}  // namespace

ResponseHead parse_response_head(std::string_view text) {
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  constexpr std::size_t kStatusDigits = 3;
  if (!text.starts_with(kVersion)) throw std::runtime_error("not a response of HTTP/1.1");
  ResponseHead head;
  head.status = number_of<unsigned>(text.substr(kVersion.size(), kStatusDigits));
  text.remove_prefix(std::min(text.size(), text.find("\r\n") + 2));
  while (!text.empty() && !text.starts_with("\r\n")) {
    const auto end = text.find("\r\n");
    const std::string_view line = text.substr(0, end);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) throw std::runtime_error("not a field in a response");
    take_field(head, line.substr(0, colon), trimmed(line.substr(colon + 1)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
  }
  return head;
}

std::string_view path_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return url;
  return url.substr(std::min(url.size(), url.find('/', scheme + 3)));
}

}  // namespace berth::load
