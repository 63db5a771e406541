// GET /v2/<name>/referrers/<digest> (OCI Distribution 1.1, end-12, Listing Referrers).
#pragma once

#include "oci/endpoints/paging.h"
#include "oci/request.h"
#include "registry/values/manifest.h"

namespace berth::oci {

// "A Link header MUST be included in the response when the descriptor list cannot be returned in a
// single manifest": 4 MiB, the size of the largest manifest that can be pushed.
inline constexpr std::size_t kMaxIndexBytes = kMaxManifestBytes;
// As many as fit into that. Few clients ask for a second page (go-containerregistry, and so cosign,
// take the first page for the whole list), so no page ends before it must. 100 bytes is the
// shortest descriptor: 41,943 of them are 4 MiB.
inline constexpr std::uint64_t kMaxReferrersPerPage = kMaxIndexBytes / 100;

// Like read_page(), but ignores n=0: it means "none" for tags only.
std::expected<Page, WireError> read_referrers_page(std::string_view query);

// An index of the manifests whose subject is this digest, ordered by digest; the subject need not
// exist. With ?artifactType=, only those of that type. 400 if it is not a digest. A Link leads on
// if there are more than a page may hold, or if their annotations fill an index.
Answer list_referrers(const Request& request, std::string_view body);
// The answer to HEAD: nothing is listed.
Answer head_referrers(const Request& request, std::string_view body);

}  // namespace berth::oci
