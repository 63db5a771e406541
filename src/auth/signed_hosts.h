// The hosts that a request may be signed for. A signature is over the Host that its client sent; a
// proxy may send another one on, and a signature for another server is a relay.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace berth::auth {

struct SignedHosts {
  // The name by which clients know the server, "registry.example.org[:PORT]". Empty: any Host that
  // they send.
  std::string public_host = {};
  // With a public_host, the others that count as well: "HOST", on any port, or "HOST:PORT".
  std::vector<std::string> others = {};

  // Whether a request may have been signed for the Host that came with it.
  [[nodiscard]] bool accepts(std::string_view received) const;

  // What else its client may have signed: the public host, and each of the two with and without a
  // default port, which some clients sign, some do not, and proxies add or drop. Both 80 and 443,
  // since a proxy that ends TLS need not say so. At most six.
  [[nodiscard]] std::vector<std::string> alternatives(std::string_view received) const;
};

}  // namespace berth::auth
