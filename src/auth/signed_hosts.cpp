#include "auth/signed_hosts.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "http/host.h"

namespace berth::auth {
namespace {

constexpr std::array<std::string_view, 2> kDefaultPorts{"80", "443"};

// The host without a default port.
std::string_view bare(std::string_view host) {
  const std::string_view port = http::port_of(host);
  return std::ranges::find(kDefaultPorts, port) == kDefaultPorts.end() ? host : http::name_of(host);
}

bool is_same(std::string_view a, std::string_view b) {
  return equal_ignoring_case(bare(a), bare(b));
}

}  // namespace

bool SignedHosts::accepts(std::string_view received) const {
  if (public_host.empty() || is_same(received, public_host)) return true;
  return std::ranges::any_of(others, [received](std::string_view other) {
    const bool is_of_any_port = http::port_of(other).empty();
    return is_same(is_of_any_port ? http::name_of(received) : received, other);
  });
}

std::vector<std::string> SignedHosts::alternatives(std::string_view received) const {
  std::vector<std::string> hosts;
  const auto add = [&hosts, received](std::string host) {
    if (host != received && std::ranges::find(hosts, host) == hosts.end()) {
      hosts.push_back(std::move(host));
    }
  };
  const auto add_spellings = [&add](std::string_view host) {
    const std::string name(bare(host));
    add(std::string(host));
    add(name);
    if (!http::port_of(name).empty()) return;
    for (const std::string_view port : kDefaultPorts) add(name + ':' + std::string(port));
  };
  if (!public_host.empty()) add_spellings(public_host);
  if (accepts(received)) add_spellings(received);
  return hosts;
}

}  // namespace berth::auth
