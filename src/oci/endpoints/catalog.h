// GET /v2/_catalog: the repositories of the caller's registry, by name, in pages. Not part of OCI
// Distribution, but of the Docker Registry HTTP API V2; tools that browse registries use it.
#pragma once

#include "oci/request.h"

namespace berth::oci {

// access_denied for callers without DescribeRepositories.
Answer list_repositories(const auth::Authorizer& authorizer, Reads& reads,
                         const http::RequestHead& head, const Principal& caller);

}  // namespace berth::oci
