#include "oci/origin.h"

#include <algorithm>

namespace berth::oci {
namespace {

// Longer than any DNS name with a port.
constexpr std::size_t kMaxHostLength = 300;

// What host names, IPv4 and IPv6 addresses and ports are made of; nothing that could end a quoted
// string.
bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view(".-_:[]").contains(c);
}

bool is_host(std::string_view text) {
  return text.size() <= kMaxHostLength && std::ranges::all_of(text, is_host_character);
}

}  // namespace

Origin origin_of(const http::RequestHead& head, std::string_view public_host) {
  const bool secure = http::client_scheme(head) == http::Scheme::https;
  std::string_view host = public_host.empty() ? head.field("Host") : public_host;
  if (!is_host(host)) host = {};
  return {.scheme = secure ? "https" : "http", .host = host};
}

std::string make_url(const Origin& origin, std::string_view path) {
  std::string url;
  if (!origin.host.empty()) url.append(origin.scheme).append("://").append(origin.host);
  return url.append(path);
}

std::string bearer_challenge(const Origin& origin) {
  return "Bearer realm=\"" + make_url(origin, "/token/") + "\",service=\"" +
         std::string(origin.host) + "\",scope=\"aws\"";
}

std::string basic_challenge(const Origin& origin) {
  return "Basic realm=\"" + make_url(origin, "/token/") + "\"";
}

}  // namespace berth::oci
