// Keeps the memory of the server private: it holds keys and secrets.
#pragma once

namespace berth::app {

// From now on the process leaves no core, and other processes of the same user cannot read its
// memory (PR_SET_DUMPABLE(2const)); root can. Call it before reading secrets.
void make_memory_private();

}  // namespace berth::app
