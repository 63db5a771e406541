// The subcommands of `berth`. Each add_ function declares one. Exit codes: 0 done, 1 failed, 2
// called or configured wrongly.
#pragma once

#include "cli/command_line.h"

namespace berth::cli {

void add_serve(const Command& berth);   // berth serve
void add_config(const Command& berth);  // berth config check|show

void add_audit(const Command& berth);  // berth audit

void add_gc(const Command& berth);    // berth gc
void add_fsck(const Command& berth);  // berth fsck

void add_backup(const Command& berth);   // berth backup
void add_restore(const Command& berth);  // berth restore

// On accounts, with or without a running server: changes take effect from the next request on.
void add_account(const Command& berth);
void add_alias(const Command& berth);
void add_user(const Command& berth);
void add_key(const Command& berth);
void add_policy(const Command& berth);
void add_repository_policy(const Command& berth);

// On repositories and tags, likewise.
void add_repository(const Command& berth);
void add_tag(const Command& berth);
void add_usage(const Command& berth);  // berth usage
void add_quota(const Command& berth);

// berth manual, berth completion: about everything that `berth` has declared when they run.
void add_manual(const CommandLine& berth);
void add_completion(const CommandLine& berth);

}  // namespace berth::cli
