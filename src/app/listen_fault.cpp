#include "app/listen_fault.h"

#include <string_view>

namespace berth::app {
namespace {

std::string_view remedy(const std::error_code& code) {
  if (code == std::errc::address_in_use) {
    return ": another program, or another berth, serves there (`ss -ltnp` lists them): stop it, or "
           "choose another port with --listen";
  }
  if (code == std::errc::permission_denied) {
    return ": the port is a privileged one: choose one from 1024 on with --listen, or give berth "
           "CAP_NET_BIND_SERVICE, as packaging/berth.service does";
  }
  if (code == std::errc::address_not_available) {
    return ": this machine has no such address; --listen '*:PORT' serves at every one it has";
  }
  // Of the resolver, whose codes are no std::errc.
  if (code.category() != std::generic_category() && code.category() != std::system_category()) {
    return ": --listen takes the name or an address of this machine";
  }
  return "";
}

}  // namespace

Error listen_fault(const net::CannotListen& failure) {
  return {.code = ErrorCode::invalid_parameter,
          .subject = failure.address(),
          .reason = failure.code().message() + std::string(remedy(failure.code()))};
}

}  // namespace berth::app
