// Who changes what is stored, when, and from where: what the audit records of the author of a
// change, and the history of tags of the author of a movement.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "registry/values/names.h"

namespace berth {

// The way by which a change came.
enum class Via : std::uint8_t {
  api,        // the ecr-public API
  oci,        // the OCI Distribution API
  command,    // a command on this machine
  collector,  // the garbage collector
};
std::string_view name_of(Via via);  // "api"

struct Author {
  Timestamp at = {};  // when the change is made
  Via via = Via::command;
  // The account that `user` belongs to; nullopt: `user` is one of the operating system.
  std::optional<RegistryId> account = {};
  std::string user = {};  // empty: no user, but the server itself
  // What the history of tags shows instead of the user; empty: the user.
  std::string shown_as = {};
  // Of the request; empty: there was none. A key is named by its id.
  std::string access_key_id = {};
  std::string client_address = {};
  std::string request_id = {};
};

}  // namespace berth
