// Pulling and deleting blobs (OCI Distribution 1.1, "Pulling blobs", "Deleting Blobs").
#pragma once

#include "oci/exchange.h"

namespace berth::oci {

http::Response answer_blob(const Exchange& exchange);

}  // namespace berth::oci
