// /v2/<name>/blobs/uploads/ (OCI Distribution 1.1, end-4, end-5, end-6, end-11, end-13 and end-14).
#pragma once

#include "oci/request.h"

namespace berth::oci {

// POST. ?mount=<digest>&from=<name>: 201 if that repository holds the blob; without `from`, if any
// repository of the registry does. ?digest=<digest>: the body is the blob, 201. Otherwise, or when
// there is nothing to mount, a session: 202; ?digest-algorithm= says what it will be hashed with.
Opened start_upload(const Request& request);
// Whether the caller may do all that a request stands for beyond its own operation: one that brings
// the blob, or a part of it, to where it begins or ends an upload saves operations. access_denied.
Result<void> authorize_upload(const Request& request);
// PATCH: 202. Without Content-Range the chunk goes to the end; with one it has to begin there.
Opened append_chunk(const Request& request);
// PUT ?digest=<digest>, with the last chunk or without a body: 201.
Opened finish_upload(const Request& request);
// GET: 204 with how much has come.
Answer get_upload(const Request& request, std::string_view body);
// DELETE: 204.
Answer cancel_upload(const Request& request, std::string_view body);

}  // namespace berth::oci
