#include "ops/config.h"

#include "base/ip_address.h"

namespace berth::ops {
namespace {

// RFC 6761 section 6.3. Other names are not looked up: their addresses may change before the server
// listens.
bool is_loopback(std::string_view host) {
  const auto address = IpAddress::parse(host);
  return address ? address->is_loopback() : host == "localhost";
}

}  // namespace

Problem invalid_setting(std::string subject, std::string reason) {
  return {.subject = std::move(subject), .reason = std::move(reason)};
}

Checked<void> check_together(const Config& config) {
  if (!config.tls_cert.empty() && config.tls_key.empty()) {
    return fail(invalid_setting("tls-key", "is missing: tls-cert needs it"));
  }
  if (config.tls_cert.empty() && !config.tls_key.empty()) {
    return fail(invalid_setting("tls-cert", "is missing: tls-key needs it"));
  }
  if (config.client_address_from != http::ClientAddressFrom::x_forwarded_for &&
      config.trusted_proxies.empty()) {
    return fail(invalid_setting("trusted-proxies", "is missing: client-address-from needs it"));
  }
  if (config.mode == Mode::dev && config.dev_reach == DevReach::loopback &&
      !is_loopback(config.listen_host)) {
    return fail(
        invalid_setting("dev",
                        "lets everyone do everything, and listen is not loopback: listen on "
                        "127.0.0.1, or add dev-allow-remote"));
  }
  return {};
}

}  // namespace berth::ops
