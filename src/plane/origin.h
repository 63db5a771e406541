// The address at which a client reached this server, for absolute URLs and the names of images.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace berth::plane {

// Views into the request head or the configuration.
struct Origin {
  std::string_view scheme;
  std::string_view host;  // "localhost:5000"; empty if the client sent no valid one
};

// `public_host` if it is set, otherwise the Host of the request. The scheme is https also when a
// proxy in front says so in X-Forwarded-Proto; a client that says so misleads only itself.
Origin origin_of(const http::RequestHead& head, std::string_view public_host);

// Absolute, or `path` alone when the host is not known.
std::string make_url(const Origin& origin, std::string_view path);

}  // namespace berth::plane
