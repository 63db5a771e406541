// Values of WWW-Authenticate (RFC 9110 section 11.6.1).
#pragma once

#include <string>

#include "plane/origin.h"

namespace berth::oci {

// For /v2/, as the real service words it.
std::string bearer_challenge(const plane::Origin& origin);
// For the token endpoint.
std::string basic_challenge(const plane::Origin& origin);

}  // namespace berth::oci
