// /v2/<name>/blobs/<digest> (OCI Distribution 1.1, end-2 and end-10). A blob exists only in the
// repositories that hold it: a blob of another repository is BLOB_UNKNOWN here.
#pragma once

#include "oci/request.h"

namespace berth::oci {

// 200; with a Range 206, 416 beyond the end, 400 for several that overlap or descend.
Answer get_blob(const Request& request, std::string_view body);
Answer head_blob(const Request& request, std::string_view body);
// 202; 405 while an image of the repository names it. The bytes stay for other repositories that
// hold the blob.
Answer delete_blob(const Request& request, std::string_view body);

}  // namespace berth::oci
