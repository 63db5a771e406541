// What is in the memory of the server is nobody else's: keys and secrets are among it.
#pragma once

namespace berth::app {

// From now on the process leaves no core, and no other one of the same user reads its memory
// (PR_SET_DUMPABLE(2const)); root may. Before secrets are read.
void make_memory_private();

}  // namespace berth::app
