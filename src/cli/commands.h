// The subcommands of `berth`. Each add_ function declares one; when the command line names it, it
// runs during parse() and sets `exit_code`: 0 done, 1 failed, 2 wrongly called or configured.
#pragma once

#include <CLI/App.hpp>

namespace berth::cli {

inline constexpr int kExitUsage = 2;

void add_serve(CLI::App& command, int& exit_code);   // berth serve
void add_config(CLI::App& command, int& exit_code);  // berth config check

void add_gc(CLI::App& command, int& exit_code);    // berth gc
void add_fsck(CLI::App& command, int& exit_code);  // berth fsck

// On accounts, with a running server or without: what they change counts from the next request on.
void add_account(CLI::App& command, int& exit_code);
void add_alias(CLI::App& command, int& exit_code);
void add_user(CLI::App& command, int& exit_code);
void add_key(CLI::App& command, int& exit_code);
void add_policy(CLI::App& command, int& exit_code);
void add_repository_policy(CLI::App& command, int& exit_code);

// On tags, likewise.
void add_tag(CLI::App& command, int& exit_code);

}  // namespace berth::cli
