#include "app/private_memory.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace berth::app {

void make_memory_private() {
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  // Neither call can fail. The limit alone is not enough: it does not apply to a core that is piped
  // to a program.
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

}  // namespace berth::app
