#include "app/listen_fault.h"

#include <string>

namespace berth::app {
namespace {

std::string remedy(const std::error_code& code, const std::string& option) {
  if (code == std::errc::address_in_use) {
    return ": another program, or another berth, serves there (`ss -ltnp` lists them): stop it, or "
           "choose another port with " +
           option;
  }
  if (code == std::errc::permission_denied) {
    return ": the port is a privileged one: choose one from 1024 on with " + option +
           ", or give berth CAP_NET_BIND_SERVICE, as packaging/berth.service does";
  }
  if (code == std::errc::address_not_available) {
    return ": this machine has no such address; " + option + " '*:PORT' serves at every one it has";
  }
  // An error of the resolver: its codes are not std::errc.
  if (code.category() != std::generic_category() && code.category() != std::system_category()) {
    return ": " + option + " takes the name or an address of this machine";
  }
  return "";
}

}  // namespace

Problem listen_fault(const net::CannotListen& failure, const std::string& option) {
  return {.subject = failure.address(),
          .reason = failure.code().message() + remedy(failure.code(), option)};
}

}  // namespace berth::app
