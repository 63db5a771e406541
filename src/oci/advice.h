// What to do next, for those who meet an error in their first hour.
#pragma once

#include <string_view>

#include "auth/authenticator.h"
#include "base/result.h"
#include "plane/services.h"

namespace berth::oci {

// A request for a repository that was refused. Views: as long as the request.
struct RefusedRequest {
  const plane::Services& services;
  const auth::Caller& caller;
  std::string_view host;    // by which the client reached the server; empty: not known
  std::string_view action;  // as action:: has it
};

// The error, with the advice in its reason. That there is no registry, or which alias to push
// under, is said to users only, and of no registry but their own that a repository could be made in
// it: nobody is told what the ecr-public API would not tell them.
Error advised(Error error, const RefusedRequest& request);

}  // namespace berth::oci
