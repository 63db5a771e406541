// The header that a proxy sends before the bytes of its client when it passes connections on as
// they are: the PROXY protocol, versions 1 and 2 (haproxy.org/download/2.9/doc/proxy-protocol.txt).
// No I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/ip_address.h"

namespace berth::net {

// Version 1 has at most 107. Version 2 allows 64 KiB of details, of which senders use hundreds of
// bytes (certificates, ids of endpoints).
inline constexpr std::size_t kMaxProxyHeaderBytes = 4096;

enum class ProxyHeaderState : std::uint8_t { incomplete, complete, bad };

struct ProxyHeader {
  ProxyHeaderState state = ProxyHeaderState::incomplete;
  std::size_t size_bytes = 0;  // complete: where the client's bytes begin
  // Complete: nullopt if the proxy speaks for itself (a health check), or for a client without an
  // address.
  std::optional<IpAddress> client = {};
};

// Looks for a header at the start of `input`.
ProxyHeader parse_proxy_header(std::string_view input);

}  // namespace berth::net
