// Values of WWW-Authenticate (RFC 9110 section 11.6.1).
#pragma once

#include <string>
#include <string_view>

#include "plane/origin.h"

namespace berth::oci {

// The scope that the challenge names, like the real service's; it has no meaning. Some clients ask
// the token endpoint for it beside their own (containerd, oras).
inline constexpr std::string_view kChallengeScope = "aws";

// For /v2/, worded like the real service's.
std::string bearer_challenge(const plane::Origin& origin);
// For the token endpoint.
std::string basic_challenge(const plane::Origin& origin);

}  // namespace berth::oci
