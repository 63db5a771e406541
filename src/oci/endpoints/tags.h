// GET /v2/<name>/tags/list (OCI Distribution 1.1, end-8).
#pragma once

#include "oci/request.h"

namespace berth::oci {

// Tags in byte order after `last`, which need not exist, up to `n`; 400 if n is not a number.
Answer list_tags(const Request& request, std::string_view body);
// The answer to HEAD: nothing is listed.
Answer head_tags(const Request& request, std::string_view body);

}  // namespace berth::oci
