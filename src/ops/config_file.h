// Settings from a TOML file.
#pragma once

#include <filesystem>
#include <vector>

#include "base/problem.h"
#include "ops/config.h"

namespace berth::ops {

// Applies a TOML file whose keys are names of settings, and returns the errors: each is
// A problem with the subject "FILE", "FILE:LINE" or "FILE:LINE: SETTING". Errors: no such
// file, not TOML, an unknown key, a bad value.
std::vector<Problem> apply_file(Config& config, const std::filesystem::path& file);

}  // namespace berth::ops
