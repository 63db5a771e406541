// GET /v2/<name>/referrers/<digest> (OCI Distribution 1.1, end-12, Listing Referrers).
#pragma once

#include "oci/endpoints/paging.h"
#include "oci/request.h"
#include "registry/values/manifest.h"

namespace berth::oci {

// "A Link header MUST be included in the response when the descriptor list cannot be returned in a
// single manifest": one of no more than 4 MiB, as large as any that can be pushed.
inline constexpr std::size_t kMaxIndexBytes = kMaxManifestBytes;
// How many: as many as that. Those who ask for more pages than one are few (go-containerregistry,
// and so cosign, take the first for all there is), so none ends before it has to. 100 bytes: of
// the shortest descriptor, 41,943 of which are 4 MiB.
inline constexpr std::uint64_t kMaxReferrersPerPage = kMaxIndexBytes / 100;

// As read_page(); n=0 is no n: of tags alone it means that nobody wants to see any.
Result<Page> read_referrers_page(std::string_view query);

// An index of the manifests whose subject the digest is, whether it is there or not, by digest;
// with ?artifactType=, of those of that type. 400 if it is no digest. A Link leads on where there
// are more than kMaxEntriesPerPage, or where their annotations fill an index.
Answer list_referrers(const Request& request, std::string_view body);
// To HEAD: nothing is listed.
Answer head_referrers(const Request& request, std::string_view body);

}  // namespace berth::oci
