#include "plane/origin.h"

#include "http/host.h"

namespace berth::plane {

Origin origin_of(const http::RequestHead& head, std::string_view public_host) {
  const bool secure = http::client_scheme(head) == http::Scheme::https;
  std::string_view host = public_host.empty() ? head.field("Host") : public_host;
  if (!http::is_host(host)) host = {};
  return {.scheme = secure ? "https" : "http", .host = host};
}

std::string make_url(const Origin& origin, std::string_view path) {
  std::string url;
  if (!origin.host.empty()) url.append(origin.scheme).append("://").append(origin.host);
  return url.append(path);
}

}  // namespace berth::plane
