// The kinds of store in memory, for tests: they pass them to the opener (stores/open_stores.h).
#pragma once

#include "stores/open_stores.h"

namespace berth::storage::memory {

// As long as the process and the data directory exist, everything that is opened for the same
// directory is one store.
extern const stores::StoreKind kInMemory;
// The same, as if it was on another machine: answers take a while, versions have to be asked for,
// and any number of servers may share the store.
extern const stores::StoreKind kRemote;

// The kind that the environment asks for, by BERTH_TEST_STORES=memory or =remote; null: what ships.
// Tests of other things than stores run over each.
const stores::StoreKind* kind_of_tests();

}  // namespace berth::storage::memory
