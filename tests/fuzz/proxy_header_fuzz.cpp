// The start of a connection from a proxy with the PROXY protocol. Reading it as it arrives gives
// the same result as reading it at once.
#include <algorithm>

#include "fuzz.h"
#include "net/proxy_header.h"

namespace berth::fuzz {

using net::ProxyHeader;
using net::ProxyHeaderState;

void check(std::string_view input) {
  const ProxyHeader whole = net::parse_proxy_header(input);
  if (whole.state == ProxyHeaderState::incomplete) {
    require(input.size() < net::kMaxProxyHeaderBytes, "nobody is waited for beyond the limit");
  }
  if (whole.state == ProxyHeaderState::complete) {
    require(whole.size_bytes > 0 && whole.size_bytes <= input.size() &&
                whole.size_bytes <= net::kMaxProxyHeaderBytes,
            "a header ends within the input and the limit");
  }
  const std::size_t last = std::min(input.size(), net::kMaxProxyHeaderBytes);
  for (std::size_t size = 0; size < last; ++size) {
    const ProxyHeader part = net::parse_proxy_header(input.substr(0, size));
    if (part.state == ProxyHeaderState::incomplete) {
      require(whole.state != ProxyHeaderState::complete || size < whole.size_bytes,
              "what completes a header completes it at once");
    } else {
      require(part.state == whole.state && part.size_bytes == whole.size_bytes &&
                  part.client == whole.client,
              "what follows a header does not change it");
    }
  }
}

}  // namespace berth::fuzz
