// The client that a request comes from when it passes through proxies (RFC 7239, and
// X-Forwarded-For before it).
#pragma once

#include <cstdint>
#include <span>

#include "base/ip_address.h"
#include "http/message.h"

namespace berth::http {

// Where proxies name their client. Only one place counts: a field that a proxy does not write
// itself is passed on as its client sent it.
enum class ClientAddressFrom : std::uint8_t {
  x_forwarded_for,
  forwarded,
  proxy_protocol,  // at the start of the connection, not in heads
};

// Each proxy appends the address of its own peer, so the list is read from its end: the first
// address that is not `trusted` is the client's. If an entry is not an address ("unknown",
// "_hidden", nonsense), the address after it is the client's. `peer` itself counts as trusted; if
// its head says nothing, it is its own client.
IpAddress forwarded_client(const RequestHead& head, const IpAddress& peer,
                           std::span<const AddressRange> trusted, ClientAddressFrom from);

}  // namespace berth::http
