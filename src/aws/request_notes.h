// What the log says of a request, before anything is known of it but that it is JSON and whose it
// is: what its sender named, whether that is there or not.
#pragma once

#include <string>

#include "json/value.h"

namespace berth::aws {

// The member that says what an operation is on: the name of a repository, or an ARN. Empty: the
// request has none.
std::string resource_of(json::Object request);

// The images that it is on, with commas between: "v1", "sha256:...", or "v1@sha256:..." where it
// names both. Ends in "..." where there are more than kMaxNotedImagesBytes hold. Empty: the request
// names none.
std::string images_of(json::Object request);

// 8 KiB: a hundred digests, as many as one request may name, have 7,199 bytes.
inline constexpr std::size_t kMaxNotedImagesBytes = std::size_t{8} * 1024;

}  // namespace berth::aws
