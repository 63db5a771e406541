// Rules for the names of a manifest's members, so that every reader sees the same image.
#pragma once

#include "json/value.h"
#include "registry/values/error.h"

namespace berth {

// manifest_invalid if an object in `manifest`, at any depth, has a member twice, or a member that
// only some readers take for one that a specification names: Go's encoding/json, which most clients
// use, falls back to comparing names case-insensitively. Annotation keys belong to their authors
// and may be spelt in any way, but each may occur only once.
Result<void> check_members(json::Value manifest);

}  // namespace berth
