// Manifests (OCI Distribution 1.1, "Pulling manifests", "Pushing Manifests", "Deleting Manifests").
#pragma once

#include "oci/exchange.h"

namespace berth::oci {

http::Response answer_manifest(const Exchange& exchange, std::string_view body);

}  // namespace berth::oci
