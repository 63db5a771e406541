// Listing tags (OCI Distribution 1.1, "Listing Tags").
#pragma once

#include "oci/exchange.h"

namespace berth::oci {

// The most names in one answer, asked for or not; Link leads to the rest.
inline constexpr std::size_t kMaxTagsPerPage = 10'000;

http::Response answer_tags(const Exchange& exchange);

}  // namespace berth::oci
