// Fills a new data directory: a key, a registry, and an administrator with an access key.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/problem.h"
#include "ops/config.h"
#include "ops/data_directory.h"

namespace berth::stores {

// Makes a store in a locked directory that is_new(): its master key, the folder of blobs with its
// mark, the database with the first registry, and the administrator's credentials file in the AWS
// shared-credentials format. The database gets its name last: until then the directory stays new,
// so that a crash costs nothing. Returns the master key. A problem if the configured alias
// or id is not valid, or the folder of blobs cannot be made.
Checked<std::string> make_store(const ops::DataDirectory& directory, const ops::Config& config,
                                const Clock& clock, Entropy& entropy);

}  // namespace berth::stores
