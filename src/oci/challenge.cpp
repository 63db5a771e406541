#include "oci/challenge.h"

namespace berth::oci {

std::string bearer_challenge(const plane::Origin& origin) {
  return "Bearer realm=\"" + make_url(origin, "/token/") + "\",service=\"" +
         std::string(origin.host) + "\",scope=\"" + std::string(kChallengeScope) + '"';
}

std::string basic_challenge(const plane::Origin& origin) {
  return "Basic realm=\"" + make_url(origin, "/token/") + "\"";
}

}  // namespace berth::oci
