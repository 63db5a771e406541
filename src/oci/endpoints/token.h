// /token/: bearer tokens for /v2/. GET follows the Docker Registry Token Authentication
// specification, POST Distribution's "OAuth2 Token Authentication". The parameters service, account
// and client_id have no effect, as with the real service: a token says who its holder is, not what
// it may do.
#pragma once

#include <string_view>

#include "auth/authenticator.h"
#include "base/clock.h"
#include "http/message.h"
#include "plane/origin.h"

namespace berth::oci {

// Issues a token for the login, or an anonymous token without one; 401 and a Basic challenge for an
// invalid login. A login that was once valid (it has expired, or its access key is gone) still gets
// an anonymous token when only pulls are requested, since everyone may pull: clients send their
// stored login with every request. `body`: the form of a POST; 400 if it is not a form. Notes whose
// login it is.
http::Response issue_token(const http::RequestHead& head, std::string_view body,
                           const plane::Origin& origin, const auth::Authenticator& authenticator,
                           Reads& reads, const Clock& clock, http::RequestNotes& notes);

}  // namespace berth::oci
