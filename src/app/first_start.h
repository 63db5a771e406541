// What a new data directory gets: a registry, an administrator and his access key.
#pragma once

#include "auth/key_ring.h"
#include "base/clock.h"
#include "base/entropy.h"
#include "ops/config.h"
#include "ops/data_directory.h"
#include "registry/account_store.h"

namespace berth::app {

// The first registry, made if there is none yet; its access key is written to the directory's
// credentials file in the AWS shared-credentials format before the store knows of it, so that a
// crash in between costs nothing. invalid_parameter if the configured alias or id is not valid.
Result<Registry> first_registry(AccountStore& accounts, const ops::DataDirectory& directory,
                                const ops::Config& config, const auth::KeyRing& keys,
                                const Clock& clock, Entropy& entropy);

}  // namespace berth::app
