// /v2/<name>/manifests/<tag or digest> (OCI Distribution 1.1, end-3, end-7 and end-9).
#pragma once

#include "oci/request.h"

namespace berth::oci {

// Also answers HEAD. The manifest as it was pushed, whatever Accept says: 200, or 304 if the client
// has it.
Answer get_manifest(const Request& request, std::string_view body);
// 201.
Answer put_manifest(const Request& request, std::string_view body);
// 202. A tag: the tag alone. A digest: the image and all its tags.
Answer delete_manifest(const Request& request, std::string_view body);

}  // namespace berth::oci
