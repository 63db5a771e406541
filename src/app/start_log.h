// The log about a start: what it changed, and what a person may not have meant.
#pragma once

#include <cstdint>

#include "ops/config.h"
#include "ops/log.h"
#include "registry/ports/account_store.h"
#include "stores/data_opening.h"

namespace berth::app {

void log_change(ops::Log& log, const stores::SchemaChange& change);

// The process may open only so many files, which are enough for `allowed` connections.
void warn_of_few_files(ops::Log& log, std::uint64_t open_files, unsigned wanted, unsigned allowed);

// The first registry gets its names only once: warns if others are configured.
void warn_of_other_names(ops::Log& log, AccountStore& accounts, const Registry& first,
                         const ops::Config& config);

// Warns of unknown variables and of settings that are not for a server in use.
void warn_of_settings(ops::Log& log, const ops::Config& config);

// Warns of a data directory or a master key to which other users have access.
void warn_of_access(ops::Log& log, const stores::ServerData& data);

}  // namespace berth::app
