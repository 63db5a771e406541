// What the authenticator counts, for monitoring.
#pragma once

#include <cstdint>

#include "auth/bearer_token.h"
#include "auth/login_fault.h"
#include "auth/signature_header.h"
#include "base/tally.h"

namespace berth::auth {

struct AuthenticationCounts {
  TallyOf<kLastTokenUse> issued;            // passwords and tokens
  TallyOf<kLastLoginFault> refused_logins;  // of the OCI plane
  TallyOf<kLastSignatureFault> refused_signatures;
};

}  // namespace berth::auth
