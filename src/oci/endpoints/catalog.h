// GET /v2/_catalog: the repositories of the caller's registry, by name, in pages. Not of OCI
// Distribution; the Docker Registry HTTP API V2 has it, and tools that look through registries ask
// for it.
#pragma once

#include "oci/request.h"

namespace berth::oci {

// unauthenticated for the anonymous; access_denied for who may not do DescribeRepositories.
Answer list_repositories(const plane::Services& services, const http::RequestHead& head,
                         const auth::Caller& caller);

}  // namespace berth::oci
