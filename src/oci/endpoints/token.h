// /token/: bearer tokens for /v2/. By GET as the Docker Registry Token Authentication specification
// has it, by POST as Distribution's "OAuth2 Token Authentication" does. Of the parameters, service,
// account and client_id decide nothing, as with the real service: a token says who its holder is,
// not what it may do.
#pragma once

#include <string_view>

#include "auth/authenticator.h"
#include "base/clock.h"
#include "http/message.h"
#include "plane/origin.h"

namespace berth::oci {

// For a login its token, without one an anonymous token; 401 and a Basic challenge for a login that
// is not good. A login that was good once (it has expired, or its access key is gone) is still good
// for an anonymous token when nothing but pulls is asked for, since everyone may pull: clients send
// the login that they have stored with every request. `body`: the form of a POST; 400 if it is
// none. Notes whose login it is.
http::Response issue_token(const http::RequestHead& head, std::string_view body,
                           const plane::Origin& origin, const auth::Authenticator& authenticator,
                           const Clock& clock, http::RequestNotes& notes);

}  // namespace berth::oci
