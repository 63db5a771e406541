// GET /token/: a bearer token for /v2/ (the Docker Registry Token Authentication specification).
// Its parameters (service, scope, account) decide nothing, as with the real service: a token says
// who its holder is, not what he may do.
#pragma once

#include "auth/authenticator.h"
#include "base/clock.h"
#include "http/message.h"
#include "plane/origin.h"

namespace berth::oci {

// For "Basic AWS:<password>" the token of that login, without credentials an anonymous one; 401 and
// a Basic challenge for credentials that are not valid.
http::Response issue_token(const http::RequestHead& head, const plane::Origin& origin,
                           const auth::Authenticator& authenticator, const Clock& clock);

}  // namespace berth::oci
