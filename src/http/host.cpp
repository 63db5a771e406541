#include "http/host.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/ascii.h"

namespace berth::http {
namespace {

// Longer than any DNS name with a port.
constexpr std::size_t kMaxHostLength = 300;

// In names and IPv4 addresses. '_' is not valid in host names, but names with it resolve.
bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view(".-_").contains(c);
}

bool is_address_character(char c) {
  return is_hex_digit(c) || c == ':' || c == '.';
}

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
  return failure == std::errc() && end == text.data() + text.size();
}

}  // namespace

bool is_host(std::string_view text) {
  if (text.size() > kMaxHostLength) return false;
  std::string_view port;
  std::string_view host = text;
  if (text.starts_with('[')) {
    const std::size_t bracket = text.find(']');
    if (bracket == std::string_view::npos) return false;
    host = text.substr(1, bracket - 1);
    port = text.substr(bracket + 1);
    if (!std::ranges::all_of(host, is_address_character)) return false;
  } else {
    host = text.substr(0, text.find(':'));
    port = text.substr(host.size());
    if (!std::ranges::all_of(host, is_name_character)) return false;
  }
  return !host.empty() && (port.empty() || (port.front() == ':' && is_port(port.substr(1))));
}

std::string_view name_of(std::string_view host) {
  const std::size_t bracket = host.starts_with('[') ? host.find(']') : 0;
  if (bracket == std::string_view::npos) return host;
  return host.substr(0, host.find(':', bracket));
}

std::string_view port_of(std::string_view host) {
  const std::size_t end = name_of(host).size();
  return host.substr(std::min(end + 1, host.size()));
}

bool is_root(std::string_view path) {
  return !path.empty() && path.find_first_not_of('/') == std::string_view::npos;
}

}  // namespace berth::http
