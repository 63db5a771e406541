// Tells people who meet an error in their first hour what to do next.
#pragma once

#include <string_view>

#include "auth/authenticator.h"
#include "base/result.h"
#include "plane/services.h"

namespace berth::oci {

// A refused request for a repository. The views live as long as the request.
struct RefusedRequest {
  AccountReads& accounts;
  const auth::Caller& caller;
  std::string_view host;    // the host by which the client reached the server; empty: not known
  std::string_view action;  // one of action::
};

// The error, with the advice in its reason. Only users are told that a registry does not exist, or
// which alias to push under, and only about their own registry that a repository could be created
// in it: no one learns what the ecr-public API would not tell.
Error advised(Error error, const RefusedRequest& request);

}  // namespace berth::oci
