// GET /v2/<name>/referrers/<digest> (OCI Distribution 1.1, end-12, Listing Referrers).
#pragma once

#include "oci/request.h"

namespace berth::oci {

// An index of the manifests whose subject the digest is, whether it is there or not, by digest;
// with ?artifactType=, of those of that type. 400 if it is no digest. A Link leads on where there
// are more than kMaxEntriesPerPage, or where their annotations fill an index.
Answer list_referrers(const Request& request, std::string_view body);

}  // namespace berth::oci
