// What the names of a manifest's members must be like, so that all who read it see the same image.
#pragma once

#include "base/result.h"
#include "json/value.h"

namespace berth {

// manifest_invalid if an object in `manifest`, at any depth, has a member twice, or one that only
// some readers take for what a specification names: Go's encoding/json, which most clients are
// written with, falls back to comparing names without regard to case. The keys of annotations are
// their authors' and may be spelt in any way, but each once.
Result<void> check_members(json::Value manifest);

}  // namespace berth
