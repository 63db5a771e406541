// The hosts that a request may be signed for. A signature covers the Host that the client sent. A
// proxy may pass on another one, but a signature for another server has been relayed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace berth::auth {

struct SignedHosts {
  // The name by which clients know the server, "registry.example.org[:PORT]". Empty: any Host that
  // they send.
  std::string public_host = {};
  // Other hosts that count besides a public_host: "HOST", on any port, or "HOST:PORT".
  std::vector<std::string> others = {};

  // Whether a request may have been signed for the Host that came with it.
  [[nodiscard]] bool accepts(std::string_view received) const;

  // The other hosts that the client may have signed: the public host, and both hosts with and
  // without a default port, which some clients sign, some do not, and proxies add or drop. Both 80
  // and 443, since a proxy that ends TLS need not say so. At most six.
  [[nodiscard]] std::vector<std::string> alternatives(std::string_view received) const;
};

}  // namespace berth::auth
