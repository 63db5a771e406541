// Where a client reached this server: what absolute URLs and challenges are made of.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace berth::oci {

// Views into the request head or the configuration.
struct Origin {
  std::string_view scheme;
  std::string_view host;  // "localhost:5000"; empty if the client named none that could be one
};

// `public_host` if there is one, else the Host of the request. The scheme is https also when a
// proxy in front says so in X-Forwarded-Proto; a client who says so misleads only itself.
Origin origin_of(const http::RequestHead& head, std::string_view public_host);

// Absolute, or `path` alone when the host is not known.
std::string make_url(const Origin& origin, std::string_view path);

// Values of WWW-Authenticate: for /v2/ (as the real service words it), and for the token endpoint.
std::string bearer_challenge(const Origin& origin);
std::string basic_challenge(const Origin& origin);

}  // namespace berth::oci
