// Settings from a TOML file.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "ops/config.h"

namespace berth::ops {

// Applies a TOML file whose keys are names of settings, and returns the errors: each is
// invalid_parameter with the subject "FILE", "FILE:LINE" or "FILE:LINE: SETTING". Errors: no such
// file, not TOML, an unknown key, a bad value.
std::vector<Error> apply_file(Config& config, const std::filesystem::path& file);

}  // namespace berth::ops
