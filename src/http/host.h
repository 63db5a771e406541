// The host and port of a URI (RFC 3986 sections 3.2.2 and 3.2.3).
#pragma once

#include <string_view>

namespace berth::http {

// Whether `text` is HOST[:PORT]: a name, an IPv4 address, or an IPv6 address in brackets. Such a
// text contains nothing that ends a quoted string or begins a path.
bool is_host(std::string_view text);

// The parts of HOST[:PORT]. An IPv6 address keeps its brackets; a missing port is empty.
std::string_view name_of(std::string_view host);
std::string_view port_of(std::string_view host);

// Whether a path is the root: "/", or several slashes, as when a client adds one to an endpoint
// that already ends in a slash.
bool is_root(std::string_view path);

}  // namespace berth::http
