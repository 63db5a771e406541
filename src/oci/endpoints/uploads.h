// /v2/<name>/blobs/uploads/ (OCI Distribution 1.1, end-4, end-5, end-6, end-11, end-13 and end-14).
#pragma once

#include "oci/request.h"

namespace berth::oci {

// POST. ?mount=<digest>&from=<name>: 201 if that repository holds the blob; without `from`, if any
// repository of the registry does. ?digest=<digest>: the body is the blob, 201. Otherwise, or when
// nothing can be mounted, a session: 202; ?digest-algorithm= names the hash algorithm to use.
Opened start_upload(const Request& request);
// Checks the further operations that a request stands for: when the request that begins or ends an
// upload also brings the blob, or a part of it, it saves operations. access_denied.
Result<void> authorize_upload(const Request& request);
// PATCH: 202. Without Content-Range the chunk is appended; with one it must begin at the end.
Opened append_chunk(const Request& request);
// PUT ?digest=<digest>, with the last chunk or without a body: 201.
Opened finish_upload(const Request& request);
// GET: 204 with the number of bytes received.
Answer get_upload(const Request& request, std::string_view body);
// DELETE: 204.
Answer cancel_upload(const Request& request, std::string_view body);

}  // namespace berth::oci
