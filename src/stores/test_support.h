// Stores for tests, in a folder of their own.
#pragma once

#include "ops/config.h"

namespace berth::stores {

// The configuration of a store in that folder, however full its disk is.
inline ops::Config config_of(const std::filesystem::path& folder) {
  ops::Config config;
  config.data_dir = folder;
  config.min_free_bytes = 0;
  return config;
}

}  // namespace berth::stores
