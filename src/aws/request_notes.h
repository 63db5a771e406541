// What the log says about a request: the names that its sender gave, whether they exist or not.
// Used when nothing is known but that the request is JSON and who sent it.
#pragma once

#include <string>

#include "json/value.h"

namespace berth::aws {

// The member that names the subject of an operation: the name of a repository, or an ARN. Empty:
// the request has none.
std::string resource_of(json::Object request);

// The images that the request names, separated by commas: "v1", "sha256:...", or "v1@sha256:..." if
// it names both. Ends in "..." if they do not fit into kMaxNotedImagesBytes. Empty: it names none.
std::string images_of(json::Object request);

// 8 KiB: a hundred digests, the most that one request may name, have 7,199 bytes.
inline constexpr std::size_t kMaxNotedImagesBytes = std::size_t{8} * 1024;

}  // namespace berth::aws
