// Which client a request comes from when it comes through proxies (RFC 7239, and X-Forwarded-For
// before it).
#pragma once

#include <span>

#include "base/ip_address.h"
#include "http/message.h"

namespace berth::http {

// Where proxies say it. In one place: what a proxy does not write itself it passes on as its client
// sent it.
enum class ClientAddressFrom {
  x_forwarded_for,
  forwarded,
  proxy_protocol,  // in front of the connection, and not in heads
};

// Each proxy adds the address of its own peer at the end: what it was given by `peer` counts if
// that is `trusted`, and so on towards the front. The first address that is not trusted is the
// client's or, if what stands there is no address ("unknown", "_hidden", nonsense), the one after
// it. `peer` itself is taken for trusted; where its head says nothing, it is its own client.
IpAddress forwarded_client(const RequestHead& head, const IpAddress& peer,
                           std::span<const AddressRange> trusted, ClientAddressFrom from);

}  // namespace berth::http
