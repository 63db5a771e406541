// What a proxy sends before anything of its client's, where it passes on connections as they are:
// the PROXY protocol, versions 1 and 2 (haproxy.org/download/2.9/doc/proxy-protocol.txt). No I/O.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/ip_address.h"

namespace berth::net {

// Version 1 has 107 at most. Version 2 may be followed by 64 KiB of details, of which senders have
// hundreds (certificates, ids of endpoints).
inline constexpr std::size_t kMaxProxyHeaderBytes = 4096;

enum class ProxyHeaderState { incomplete, complete, bad };

struct ProxyHeader {
  ProxyHeaderState state = ProxyHeaderState::incomplete;
  std::size_t size_bytes = 0;  // complete: where what its client sent begins
  // Complete: nullopt if the proxy speaks for itself (a check of its health), or for a client that
  // has no address.
  std::optional<IpAddress> client = {};
};

// Looks for one at the start of `input`.
ProxyHeader parse_proxy_header(std::string_view input);

}  // namespace berth::net
