// The token endpoint of the Docker Registry v2 token authentication: Basic credentials or none in,
// a bearer token out.
#pragma once

#include "oci/exchange.h"

namespace berth::oci {

http::Response answer_token(const Services& services, const http::RequestHead& head);

}  // namespace berth::oci
