// /v2/<name>/manifests/<tag or digest> (OCI Distribution 1.1, end-3, end-7 and end-9).
#pragma once

#include "oci/request.h"

namespace berth::oci {

// The manifest as it was pushed, whatever Accept says: 200.
Answer get_manifest(const Request& request, std::string_view body);
// The same fields; the content, up to 4 MiB, is not read.
Answer head_manifest(const Request& request, std::string_view body);
// The most tags of one push by digest (?tag=<tag>): "SHOULD support pushing at least 10 tags per
// request". One transaction moves them all.
inline constexpr std::size_t kMaxTagsPerPush = 100;

// 201; 414 with more tags than that. A push by digest is stored under its own algorithm, sha256 or
// sha512.
Answer put_manifest(const Request& request, std::string_view body);
// 202. By tag: only the tag. By digest: the image and all its tags.
Answer delete_manifest(const Request& request, std::string_view body);

}  // namespace berth::oci
