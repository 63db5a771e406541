// Tells people who meet an error in their first hour what to do next.
#pragma once

#include <string>
#include <string_view>

#include "auth/authenticator.h"
#include "plane/services.h"
#include "registry/values/error.h"

namespace berth::oci {

// A refused request for a repository. The views live as long as the request.
struct RefusedRequest {
  AccountReads& accounts;
  const auth::Caller& caller;
  std::string_view host;    // the host by which the client reached the server; empty: not known
  std::string_view action;  // one of action::
};

// What follows the error's message; empty: nothing. Only users are told that a registry does not
// exist, or which alias to push under, and only about their own registry that a repository could be
// created in it: no one learns what the ecr-public API would not tell.
std::string advice_on(const Error& error, const RefusedRequest& request);

}  // namespace berth::oci
